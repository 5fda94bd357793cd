package dev.lagrange.verifier.mutation;

import dev.lagrange.testbed.Link;
import dev.lagrange.testbed.Link.Direction;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import dev.lagrange.verifier.Disturbance;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/**
 * {@link Trouble#LOST_WITH_REPLICA} and {@link Trouble#LOST_AFTER_RELEASE}: replicas hear nothing
 * of the last commits, all others that did are lost, and one of those replicas is promoted. What
 * was lost comes back as a copy of it.
 */
final class LostPrimary {

  private static final Duration UNHEARD = Duration.ofMillis(800);
  private static final Duration RELEASED = Duration.ofMillis(100);
  private static final Duration HEALTHY = Duration.ofSeconds(1);
  private static final Duration STREAMING = Duration.ofMinutes(1);

  private final PostgresCluster cluster;
  private final int hearing;
  private List<PostgresNode> lost = List.of();

  private LostPrimary(PostgresCluster cluster, int hearing) {
    this.cluster = cluster;
    this.hearing = hearing;
  }

  static Disturbance withReplica(PostgresCluster cluster) {
    LostPrimary trouble = new LostPrimary(cluster, 1);
    return trouble.afterwards(trouble.begun());
  }

  /** Without a rule to wait by, who waits goes on as if it had been acknowledged. */
  static Disturbance afterRelease(PostgresCluster cluster) {
    LostPrimary trouble = new LostPrimary(cluster, 0);
    return trouble.afterwards(trouble.begun().then(trouble::release, RELEASED));
  }

  private Turns begun() {
    return Turns.undoneBy(this::heal).then(this::cutOff, UNHEARD);
  }

  private Turns afterwards(Turns before) {
    return before.then(this::lose, Duration.ZERO).then(this::heal, HEALTHY);
  }

  private List<PostgresNode> deaf() {
    List<PostgresNode> replicas = cluster.replicas();
    return replicas.subList(hearing, replicas.size());
  }

  private void cutOff() {
    deaf().forEach(replica -> link(replica).cut(Direction.TO_CLIENT));
  }

  private void release() throws SQLException {
    onPrimary("ALTER SYSTEM SET synchronous_standby_names = ''");
  }

  private void onPrimary(String sql) throws SQLException {
    try (Connection connection = cluster.primary().connectAsSuperuser();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
      statement.execute("SELECT pg_reload_conf()");
    }
  }

  private void lose() {
    List<PostgresNode> survivors = deaf();
    lost = cluster.nodes().stream().filter(node -> !survivors.contains(node)).toList();
    lost.forEach(PostgresNode::kill);
    // what waits in a link that is cut must not arrive when it is restored
    survivors.forEach(replica -> link(replica).drop());
    cluster.failOver();
  }

  private void heal() throws SQLException {
    onPrimary("ALTER SYSTEM RESET synchronous_standby_names");
    cluster.replicas().forEach(node -> node.replicationLink().ifPresent(Link::restore));
    for (PostgresNode node : lost) {
      node.clientLink().refuse();
      node.rebuildFrom(cluster.primary());
      cluster.awaitStreaming(node, STREAMING);
    }
    // a copy made while commits wait hides them, although replayed, until a later one ends
    onPrimary("SELECT pg_current_xact_id()");
    cluster.awaitReplicasCaughtUp();
    lost.forEach(node -> node.clientLink().restore());
    lost = List.of();
  }

  private static Link link(PostgresNode replica) {
    return replica.replicationLink().orElseThrow();
  }
}
