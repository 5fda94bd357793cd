package dev.lagrange.testbed;

import java.util.List;

/** A replica takes the place of the primary: that which has received most. */
final class Succession {

  private final List<PostgresNode> candidates;

  Succession(List<PostgresNode> candidates) {
    this.candidates = List.copyOf(candidates);
  }

  PostgresNode promote() {
    // what is still on its way from the old primary must not arrive at one after they are compared
    candidates.forEach(node -> node.replicationLink().ifPresent(Link::refuse));
    candidates.forEach(Succession::awaitCutOff);
    PostgresNode next = longest();
    next.promote();
    for (PostgresNode node : candidates) {
      if (node != next) {
        node.follow(next);
      }
      node.replicationLink().ifPresent(Link::restore);
    }
    return next;
  }

  private static void awaitCutOff(PostgresNode node) {
    Await.until(
        node.name() + " to receive no more",
        Await.PATIENCE,
        () -> node.query("SELECT count(*) FROM pg_stat_wal_receiver").equals("0"));
  }

  private PostgresNode longest() {
    PostgresNode longest = candidates.get(0);
    for (PostgresNode node : candidates) {
      if (received(node) > received(longest)) {
        longest = node;
      }
    }
    return longest;
  }

  /** In bytes from the start of all logs. */
  private static long received(PostgresNode node) {
    // after a restart nothing is received yet, and what is there has been replayed
    return Long.parseLong(
        node.query("SELECT greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()) - '0/0'"));
  }
}
