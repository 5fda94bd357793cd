package dev.lagrange.control.patroni;

import dev.lagrange.control.Topology;
import dev.lagrange.routing.option.HostPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the answer to {@code GET /cluster} (Patroni manual, "Patroni REST API", "Cluster status").
 * Whoever is named by something that is no host and port is passed over, as Patroni does not yet
 * know where a node listens that was never started.
 */
final class ClusterAnswer {

  /** A cluster of streaming replicas has some; each gets a thread and a pool. */
  private static final int MOST_MEMBERS = 64;

  private static final int LONGEST_HOST = 255;
  private static final int DEFAULT_PORT = 5432;

  /** The states in which a server takes connections, the replication's or its own. */
  private static final Set<String> RUNNING = Set.of("running", "streaming", "in archive recovery");

  private ClusterAnswer() {}

  /**
   * What it says.
   *
   * @throws IllegalArgumentException if it is no such answer, or names no member that could be used
   */
  static Topology read(String text) {
    if (!(Json.object(text).get("members") instanceof List<?> named)) {
      throw new IllegalArgumentException("the answer has no list 'members'");
    }
    if (named.size() > MOST_MEMBERS) {
      throw new IllegalArgumentException(
          "the answer names " + named.size() + " members, more than " + MOST_MEMBERS);
    }
    List<Topology.Member> members = new ArrayList<>();
    HostPort leader = null;
    int leaders = 0;
    int timelineOfLeader = 0;
    int newest = 0;
    for (Object one : named) {
      if (!(one instanceof Map<?, ?> member)) {
        throw new IllegalArgumentException("the answer has a member that is no object");
      }
      HostPort address = address(member);
      int timeline = timeline(member);
      newest = Math.max(newest, timeline);
      if (address != null) {
        members.add(new Topology.Member(address, isRunning(member), servesReads(member)));
      }
      if ("leader".equals(member.get("role"))) {
        leaders++;
        leader = address;
        timelineOfLeader = timeline;
      }
    }
    if (leaders > 1) {
      throw new IllegalArgumentException("the answer names " + leaders + " leaders");
    }
    if (members.isEmpty()) {
      throw new IllegalArgumentException("the answer names no member with its address");
    }
    return new Topology(members, leader, timelineOfLeader > 0 ? timelineOfLeader : newest);
  }

  private static @Nullable HostPort address(Map<?, ?> member) {
    if (!(member.get("host") instanceof String host) || !isHost(host)) {
      return null;
    }
    Object port = member.get("port");
    if (port == null) {
      return new HostPort(host, DEFAULT_PORT);
    }
    return port instanceof Integer number && number > 0 && number <= 65_535
        ? new HostPort(host, number)
        : null;
  }

  /** A name or an address: it ends up in a URL and in logs. */
  private static boolean isHost(String host) {
    return host.length() <= LONGEST_HOST && host.matches("[\\p{L}\\p{N}.:%_-]+");
  }

  private static int timeline(Map<?, ?> member) {
    return member.get("timeline") instanceof Integer timeline && timeline > 0 ? timeline : 0;
  }

  private static boolean isRunning(Map<?, ?> member) {
    return member.get("state") instanceof String state && RUNNING.contains(state);
  }

  /** What balances load is to leave such a node alone; so is a tag that is no plain no. */
  private static boolean servesReads(Map<?, ?> member) {
    Object tags = member.get("tags");
    Object tag = tags instanceof Map<?, ?> all ? all.get("noloadbalance") : null;
    return tag == null || Boolean.FALSE.equals(tag);
  }
}
