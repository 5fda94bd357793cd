package dev.lagrange.control;

import dev.lagrange.routing.option.HostPort;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a failover manager says of a cluster at one moment, which may be past: whoever uses it
 * compares timelines. Immutable.
 *
 * @param members the nodes it names, whether they run or not
 * @param leader the node that it has take writes; null if it names none
 * @param timeline the newest timeline it names for the leader, or for any member if there is none;
 *     0 if it names none
 */
public record Topology(List<Member> members, @Nullable HostPort leader, int timeline) {

  /** Copies the members. */
  public Topology {
    members = List.copyOf(members);
  }

  /**
   * One node.
   *
   * @param address where it takes connections
   * @param running whether it is said to run: one that does not may come back, and is no new member
   *     before it does
   * @param reads whether it is to serve reads as a replica
   */
  public record Member(HostPort address, boolean running, boolean reads) {}
}
