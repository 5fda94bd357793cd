package dev.lagrange.control.judge;

import dev.lagrange.testbed.PostgresCluster;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Runs statements on a primary and a hot standby to see whether they are reads. A read is not
 * refused by the standby alone, takes no lock beyond ACCESS SHARE and no transaction id on the
 * primary, and leaves both sessions as they were.
 */
final class PostgresJudge implements AutoCloseable {

  private static final String READ_ONLY = "25006";

  /** It ran too long, or was in the way of what the standby replays. */
  private static final Set<String> PROVES_NOTHING = Set.of("57014", "40001");

  private static final String LOCKS =
      """
      SELECT locktype, mode, relation::regclass::text FROM pg_locks
      WHERE pid = ? AND locktype <> 'virtualxid'
        AND NOT (locktype = 'relation' AND mode = 'AccessShareLock')
      """;

  private final PostgresCluster cluster;
  private final PostgresSession primary;
  private final PostgresSession standby;
  private final Connection observer;

  PostgresJudge(PostgresCluster cluster) throws SQLException {
    this.cluster = cluster;
    this.primary = new PostgresSession(cluster.primary());
    this.standby = new PostgresSession(cluster.replicas().get(0));
    this.observer = cluster.primary().connectAsSuperuser();
  }

  /** Tries the statement as a read on both servers. */
  PostgresFinding tryAsRead(String sql) throws SQLException {
    primary.run("BEGIN");
    String error = primary.run(sql).orElse(null);
    List<String> charges = new ArrayList<>();
    if (error == null) {
      charges.addAll(locks());
      primary.run("ROLLBACK");
      refusal(sql).ifPresent(e -> charges.add("refused by the standby: " + e));
      note(charges, "changed its session", standby);
    }
    if (error != null || !charges.isEmpty()) {
      primary.changes(); // they end here
    }
    return new PostgresFinding(error, charges);
  }

  /** Runs the statement on the primary; guilty if it leaves the session changed. */
  PostgresFinding run(String sql) throws SQLException {
    String error = primary.run(sql).orElse(null);
    List<String> charges = new ArrayList<>();
    note(charges, "changed its session", primary);
    return new PostgresFinding(error, charges);
  }

  private Optional<String> refusal(String sql) throws SQLException {
    Optional<String> refusal = standby.run(sql);
    if (refusal.isEmpty() || refusal.get().startsWith(READ_ONLY)) {
      return refusal;
    }
    // it may lack what the statement before has made, or be about to change what it reads
    standby.changes();
    cluster.awaitReplicasCaughtUp();
    return standby.run(sql).filter(e -> !PROVES_NOTHING.contains(e.substring(0, 5)));
  }

  private static void note(List<String> charges, String what, PostgresSession session)
      throws SQLException {
    String changes = session.changes();
    if (changes != null) {
      charges.add(what + ": " + changes);
    }
  }

  private List<String> locks() throws SQLException {
    List<String> locks = new ArrayList<>();
    try (PreparedStatement statement = observer.prepareStatement(LOCKS)) {
      statement.setLong(1, primary.pid());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          locks.add("locked " + rows.getString(1) + " " + rows.getString(2));
        }
      }
    }
    return locks;
  }

  @Override
  public void close() throws SQLException {
    primary.close();
    standby.close();
    observer.close();
  }
}
