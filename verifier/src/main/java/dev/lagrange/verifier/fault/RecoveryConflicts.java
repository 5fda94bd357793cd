package dev.lagrange.verifier.fault;

import dev.lagrange.routing.spelling.Durations;
import dev.lagrange.testbed.PostgresNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@link FaultKind#RECOVERY_CONFLICTS}: a reader on the replica holds a snapshot, the primary
 * vacuums what that snapshot still sees, and replay waits for the reader, then ends it and whoever
 * else has as old a snapshot.
 */
final class RecoveryConflicts implements Fault {

  private static final String SETTING = "max_standby_streaming_delay";

  private static final String CONFLICT = "40001";

  private final PostgresNode replica;
  private final Supplier<PostgresNode> primary;
  private final Duration patience;
  private @Nullable Connection reader;
  private @Nullable String before;
  private int ended;

  RecoveryConflicts(PostgresNode replica, Supplier<PostgresNode> primary, Duration patience) {
    this.replica = replica;
    this.primary = primary;
    this.patience = patience;
  }

  @Override
  public List<PostgresNode> nodes() {
    return List.of(replica);
  }

  @Override
  public String begin() throws SQLException {
    before = Superuser.ask(replica, "SHOW " + SETTING);
    replica.set(SETTING, patience.toMillis() + "ms");
    Superuser.execute(
        primary.get(),
        "CREATE SCHEMA IF NOT EXISTS " + Traces.SCHEMA,
        "CREATE TABLE IF NOT EXISTS " + Traces.SCHEMA + ".churn (n int)");
    return "on %s replay waits %s for a reader whose rows are vacuumed, and then ends it"
        .formatted(replica.name(), Durations.print(patience));
  }

  @Override
  public @Nullable String goOn(Duration since) throws SQLException {
    if (reader == null || !isAlive(reader)) {
      ended += reader == null ? 0 : 1;
      reader = read();
      ended += reader == null ? 1 : 0;
    }
    Superuser.execute(
        primary.get(),
        "DELETE FROM " + Traces.SCHEMA + ".churn",
        "INSERT INTO " + Traces.SCHEMA + ".churn VALUES (1)",
        "VACUUM (TRUNCATE false) " + Traces.SCHEMA + ".churn");
    return null;
  }

  /** A session with a snapshot; null if it met the conflict at once. */
  private @Nullable Connection read() throws SQLException {
    Connection connection = null;
    try {
      connection = Superuser.connect(replica);
      Superuser.execute(
          connection, "BEGIN ISOLATION LEVEL REPEATABLE READ", "SELECT count(*) FROM pg_class");
      return connection;
    } catch (SQLException e) {
      if (connection != null) {
        close(connection);
      }
      if (CONFLICT.equals(e.getSQLState())) {
        return null;
      }
      throw e;
    }
  }

  private static boolean isAlive(Connection reader) {
    try {
      Superuser.ask(reader, "SELECT 1");
      return true;
    } catch (SQLException e) {
      close(reader);
      return false;
    }
  }

  private static void close(Connection reader) {
    try {
      reader.close();
    } catch (SQLException e) {
      // it was ended, as it was to be
    }
  }

  @Override
  public String heal() {
    if (reader != null) {
      close(reader);
    }
    if (before != null) {
      replica.set(SETTING, before);
    }
    return replica.name() + " replays undisturbed again; " + ended + " readers had been ended";
  }
}
