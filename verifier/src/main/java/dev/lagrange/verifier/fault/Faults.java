package dev.lagrange.verifier.fault;

import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;

/** Makes faults of events, on the nodes that have the rank now. */
final class Faults {

  private Faults() {}

  static Fault of(FaultEvent event, PostgresCluster cluster) {
    return switch (event.kind()) {
      case REPLAY_PAUSED -> new ReplayPaused(node(event.rank(), cluster));
      case REPLAY_DELAYED -> new ReplayDelayed(node(event.rank(), cluster), event.amount());
      case CLIENT_LINK_CUT ->
          new LinkCut(node(event.rank(), cluster), Path.CLIENTS, event.direction());
      case CLIENT_LINK_DROPPED -> new LinkDropped(node(event.rank(), cluster));
      case CLIENT_LINK_SLOWED ->
          new LinkSlowed(node(event.rank(), cluster), Path.CLIENTS, event.amount());
      case REPLICATION_LINK_CUT ->
          new LinkCut(node(event.rank(), cluster), Path.REPLICATION, event.direction());
      case REPLICATION_LINK_SLOWED ->
          new LinkSlowed(node(event.rank(), cluster), Path.REPLICATION, event.amount());
      case SESSIONS_TERMINATED -> new SessionsTerminated(node(event.rank(), cluster));
      case NODE_FROZEN -> new NodeFrozen(node(event.rank(), cluster));
      case REPLICA_KILLED, PRIMARY_KILLED -> new NodeKilled(node(event.rank(), cluster));
      case REPLICA_OLDER -> new ReplicaOlder(node(event.rank(), cluster), event.amount());
      case PROMOTION -> new Failover(cluster, false, event.amount());
      case SPLIT_BRAIN -> new Failover(cluster, true, event.amount());
      case SYNCHRONOUS_WAITS_CANCELLED -> new SynchronousWaitsCancelled(cluster);
      case WIDE_COMMITS -> new WideCommits(cluster);
      case RECOVERY_CONFLICTS ->
          new RecoveryConflicts(node(event.rank(), cluster), cluster::primary, event.amount());
    };
  }

  private static PostgresNode node(Rank rank, PostgresCluster cluster) {
    return switch (rank) {
      case PRIMARY, CLUSTER -> cluster.primary();
      case REPLICA_1 -> cluster.replicas().get(0);
      case REPLICA_2 -> cluster.replicas().get(1);
    };
  }
}
