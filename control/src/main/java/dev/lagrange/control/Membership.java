package dev.lagrange.control;

import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.cluster.NodeState;
import dev.lagrange.routing.option.HostPort;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which nodes belong to the cluster: those of the URL always, and whom a failover manager or the
 * primary names. A member leaves when two answers in a row do not name it, so that one late answer
 * changes nothing, and never while it is the primary. Thread-safe.
 */
final class Membership {

  private static final Logger log = LoggerFactory.getLogger(Membership.class);

  private final Set<NodeId> seeds;
  private final Watches watches;
  private final ClusterPicture picture;
  private final Set<NodeId> joined = new HashSet<>(); // guarded by this, as are the next two
  private Set<NodeId> unnamed = Set.of();
  private final Set<NodeId> departed = new HashSet<>();
  private volatile int departures;

  Membership(List<HostPort> seeds, Watches watches, ClusterPicture picture) {
    this.seeds = seeds.stream().map(Watches::idOf).collect(Collectors.toUnmodifiableSet());
    this.watches = watches;
    this.picture = picture;
    seeds.forEach(watches::add);
  }

  /** Takes what a failover manager says; false if it knows less than is known already. */
  synchronized boolean take(Topology topology) {
    NodeId leader = topology.leader() == null ? null : Watches.idOf(topology.leader());
    if (picture.isOutdated(leader, topology.timeline())) {
      return false;
    }
    Set<NodeId> named = new HashSet<>();
    Set<NodeId> resting = new HashSet<>();
    for (Topology.Member member : topology.members()) {
      NodeId node = Watches.idOf(member.address());
      named.add(node);
      if (!member.reads()) {
        resting.add(node);
      }
      if (member.running()) {
        join(member.address());
      }
    }
    leaveUnless(named, false);
    departures = departed.size();
    picture.told(leader == null ? null : new Claim(leader, topology.timeline()), resting);
    return true;
  }

  /**
   * Takes which standbys a primary has. One that it lost sight of may be all right but for its
   * stream, so it stays for as long as it answers itself.
   */
  synchronized void see(Collection<HostPort> standbys) {
    standbys.forEach(this::join);
    leaveUnless(standbys.stream().map(Watches::idOf).collect(Collectors.toSet()), true);
    departures = departed.size();
  }

  private void join(HostPort address) {
    NodeId node = Watches.idOf(address);
    if (seeds.contains(node) || !joined.add(node)) {
      return;
    }
    departed.remove(node);
    log.info("node={} joins the cluster", node);
    picture.join(node);
    watches.add(address);
  }

  private void leaveUnless(Set<NodeId> named, boolean whileLive) {
    NodeState primary = picture.view().primary();
    Set<NodeId> missing = new LinkedHashSet<>(joined);
    missing.removeAll(named);
    for (NodeId node : missing) {
      boolean rules = primary != null && primary.id().equals(node);
      boolean stays = rules || (whileLive && isLive(node));
      if (unnamed.contains(node) && !stays) {
        log.info("node={} has left the cluster", node);
        joined.remove(node);
        departed.add(node);
        watches.remove(node);
        picture.leave(node);
      }
    }
    unnamed = missing;
  }

  private boolean isLive(NodeId node) {
    return picture.view().nodes().stream().anyMatch(one -> one.id().equals(node) && one.live());
  }

  /** How many nodes were members once, and cannot be asked any more what they hold. */
  int departed() {
    return departures;
  }
}
