package dev.lagrange.verifier.fault;

import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.Link;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * A replica takes over from a primary that is dead or frozen. It is the one that has received most:
 * with one synchronous replica of two, all that was acknowledged is there.
 */
final class Succession {

  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final PostgresCluster cluster;

  Succession(PostgresCluster cluster) {
    this.cluster = cluster;
  }

  /** Promotes one, has the others follow it, and returns it. */
  PostgresNode promote(PostgresNode old) throws SQLException {
    List<PostgresNode> candidates =
        cluster.nodes().stream().filter(node -> node != old && node.isRunning()).toList();
    // what is still on its way from the old primary must not arrive at one after they are compared
    candidates.forEach(node -> Path.REPLICATION.link(node).refuse());
    for (PostgresNode node : candidates) {
      Await.until(
          node.name() + " to receive no more",
          LIMIT,
          () -> Superuser.ask(node, "SELECT count(*) FROM pg_stat_wal_receiver").equals("0"));
    }
    PostgresNode next = longest(candidates);
    next.promote();
    for (PostgresNode node : candidates) {
      if (node != next) {
        node.follow(next);
      }
      node.replicationLink().ifPresent(Link::restore);
    }
    return next;
  }

  /** Waits until a replica streams from the primary. */
  static void awaitStreaming(PostgresNode replica, PostgresNode primary, Duration limit) {
    String sql =
        "SELECT count(*) > 0 FROM pg_stat_replication WHERE state = 'streaming'"
            + " AND application_name = '%s'".formatted(replica.name());
    Await.until(
        replica.name() + " to stream from " + primary.name(),
        limit,
        () -> Superuser.ask(primary, sql).equals("t"));
  }

  private static PostgresNode longest(List<PostgresNode> candidates) throws SQLException {
    PostgresNode longest = candidates.get(0);
    for (PostgresNode node : candidates) {
      if (compare(received(node), received(longest)) > 0) {
        longest = node;
      }
    }
    return longest;
  }

  private static String received(PostgresNode node) throws SQLException {
    // after a restart nothing is received yet, and what is there has been replayed
    return Superuser.ask(
        node, "SELECT greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()) - '0/0'");
  }

  private static int compare(String bytes, String otherBytes) {
    return Long.compare(Long.parseLong(bytes), Long.parseLong(otherBytes));
  }
}
