package dev.lagrange.verifier.workload;

import dev.lagrange.verifier.target.Target;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The schema {@code lagrange_verify}, made for one run and dropped after it. While it is in use a
 * row in it shows signs of life, so that another run can tell one that goes on from one that was
 * killed. Thread-safe.
 */
public final class Stage implements AutoCloseable {

  private static final String RUN = Schema.table("run");
  private static final String MARK = "Made by lagrange verify for one run, and dropped after it";
  private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(3);
  private static final Duration DEAD = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long PAUSE_NANOS = Duration.ofMillis(10).toNanos();
  private static final int READS_IN_A_ROW = 30;
  private static final String TOO_MANY_CONNECTIONS = "53300";

  private final Target target;
  private final String run = UUID.randomUUID().toString();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread heart = new Thread(this::beat, "verify-heartbeat");
  private boolean replaces;

  private Stage(Target target) {
    this.target = target;
    heart.setDaemon(true);
  }

  /**
   * Makes the schema with the tables of the workloads. What a killed run left is dropped first; a
   * schema without this program's mark is left alone.
   *
   * @param target through which to do it; has to stay open as long as the stage
   * @throws SQLException if another run uses the schema, if it is somebody else's, or if the user
   *     may not make it: with what to do
   */
  public static Stage build(Target target, Workloads workloads) throws SQLException {
    Stage stage = new Stage(target);
    stage.inTransaction(stage::claim);
    try {
      stage.execute(
          statement -> {
            for (String sql : workloads.setUp()) {
              statement.execute(sql);
            }
            statement.execute("UPDATE " + RUN + " SET ready = true");
          });
    } catch (SQLException e) {
      stage.close();
      throw e;
    }
    stage.heart.start();
    return stage;
  }

  /** The version of the server, as it says itself. */
  public static String server(Target target) throws SQLException {
    Connection connection = target.connect(false);
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT current_setting('server_version')")) {
      rows.next();
      return "PostgreSQL " + rows.getString(1);
    } finally {
      target.giveBack(connection, false);
    }
  }

  /** Whether what a killed run had left was dropped for this one. */
  public boolean replacesLeftover() {
    return replaces;
  }

  /** The schema is either not there, or there with its mark and its first sign of life. */
  private void claim(Statement statement) throws SQLException {
    if (isTrue(statement, "to_regnamespace('" + Schema.NAME + "') IS NOT NULL")) {
      requireDead(statement);
      drop(statement);
      replaces = true;
    }
    create(statement);
    statement.execute("COMMENT ON SCHEMA " + Schema.NAME + " IS '" + MARK + "'");
    statement.execute(
        "CREATE TABLE " + RUN + " (id text PRIMARY KEY, alive_at timestamptz, ready boolean)");
    statement.execute("INSERT INTO " + RUN + " VALUES ('" + run + "', clock_timestamp(), false)");
  }

  private static void requireDead(Statement statement) throws SQLException {
    String comment = "obj_description(to_regnamespace('" + Schema.NAME + "'), 'pg_namespace')";
    if (!isTrue(statement, comment + " = '" + MARK + "'")) {
      throw new SQLException(
          "The schema '%s' is there already and was not made by a run of this command: rename it, or drop it yourself if nobody needs it"
              .formatted(Schema.NAME),
          "42P06");
    }
    double age = age(statement);
    if (age < DEAD.toSeconds()) {
      throw new SQLException(
          "Another run uses the schema '%s' (its last sign of life was %.0f s ago): wait for its end; if it was killed, try again in %d s"
              .formatted(Schema.NAME, Math.max(0, age), DEAD.toSeconds()),
          "55006");
    }
  }

  /** How long ago the run in the schema showed life, in seconds; for ever if nothing tells. */
  private static double age(Statement statement) throws SQLException {
    if (!isTrue(statement, "to_regclass('" + RUN + "') IS NOT NULL")) {
      return Double.POSITIVE_INFINITY;
    }
    String sql = "SELECT extract(epoch FROM clock_timestamp() - alive_at)::float8 FROM " + RUN;
    try (ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getDouble(1) : Double.POSITIVE_INFINITY;
    } catch (SQLException e) {
      throw explained("looked into", e);
    }
  }

  private static void drop(Statement statement) throws SQLException {
    try {
      statement.execute("DROP SCHEMA " + Schema.NAME + " CASCADE");
    } catch (SQLException e) {
      throw explained("dropped", e);
    }
  }

  private static SQLException explained(String what, SQLException e) {
    return new SQLException(
        "The schema '%s', which another run has left, cannot be %s: %s; connect as the user of that run, or drop it yourself"
            .formatted(Schema.NAME, what, e.getMessage()),
        e.getSQLState(),
        e);
  }

  private static void create(Statement statement) throws SQLException {
    try {
      statement.execute("CREATE SCHEMA " + Schema.NAME);
    } catch (SQLException e) {
      throw new SQLException(
          "The schema '%s' cannot be made: %s%s"
              .formatted(Schema.NAME, e.getMessage(), remedy(e.getSQLState())),
          e.getSQLState(),
          e);
    }
  }

  private static String remedy(@Nullable String state) {
    return switch (String.valueOf(state)) {
      case "42501" -> "; the user needs the right CREATE on the database";
      case "25006" -> "; the URL has to lead to the primary, as a user who may write";
      default -> "";
    };
  }

  private static boolean isTrue(Statement statement, String condition) throws SQLException {
    try (ResultSet rows = statement.executeQuery("SELECT " + condition)) {
      return rows.next() && rows.getBoolean(1);
    }
  }

  private void beat() {
    try {
      while (!closing.await(SIGN_OF_LIFE.toMillis(), TimeUnit.MILLISECONDS)) {
        showLife();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void showLife() {
    try {
      execute(
          statement ->
              statement.execute(
                  "UPDATE " + RUN + " SET alive_at = clock_timestamp() WHERE id = '" + run + "'"));
    } catch (SQLException e) {
      // no sign of life, then; the next may get through
    }
  }

  /**
   * Waits until what was made can be read wherever reads at a target go.
   *
   * @param isOver whether nobody cares any more
   * @throws SQLException if that takes longer than a minute
   */
  public void awaitReadable(Target readers, BooleanSupplier isOver) throws SQLException {
    long startedAt = System.nanoTime();
    SQLException last = null;
    int inRow = 0;
    while (inRow < READS_IN_A_ROW && !isOver.getAsBoolean()) {
      try {
        inRow = isReady(readers) ? inRow + 1 : 0;
        last = null;
      } catch (SQLException e) {
        inRow = 0;
        last = e;
      }
      if (System.nanoTime() - startedAt > PATIENCE.toNanos()) {
        throw new SQLException(
            "What was written to '%s' cannot be read everywhere after %d s%s"
                .formatted(Schema.NAME, PATIENCE.toSeconds(), unreadable(last)),
            "57014",
            last);
      }
      if (inRow == 0) {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private static String unreadable(@Nullable SQLException last) {
    if (last == null) {
      return ": is a replica that far behind, or not one of this cluster?";
    }
    String remedy =
        TOO_MANY_CONNECTIONS.equals(last.getSQLState())
            ? "take fewer --sessions, or raise max_connections there"
            : "is a replica that far behind, or not one of this cluster?";
    return " (" + last.getMessage() + "): " + remedy;
  }

  private boolean isReady(Target readers) throws SQLException {
    Connection connection = readers.connect(false);
    boolean ready = false;
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT ready FROM " + RUN + " WHERE id = '" + run + "'")) {
      ready = rows.next() && rows.getBoolean(1);
      return ready;
    } finally {
      readers.giveBack(connection, ready);
    }
  }

  /** Something to be run on one connection. */
  private interface Script {
    void run(Statement statement) throws SQLException;
  }

  private void execute(Script script) throws SQLException {
    Connection connection = target.connect(true);
    boolean succeeded = false;
    try (Statement statement = connection.createStatement()) {
      script.run(statement);
      succeeded = true;
    } finally {
      target.giveBack(connection, succeeded);
    }
  }

  private void inTransaction(Script script) throws SQLException {
    Connection connection = target.connect(true);
    boolean succeeded = false;
    try {
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        script.run(statement);
        connection.commit();
        succeeded = true;
      } finally {
        if (!succeeded) {
          connection.rollback();
        }
        connection.setAutoCommit(true);
      }
    } finally {
      target.giveBack(connection, succeeded);
    }
  }

  /**
   * Drops the schema, unless it is another run's by now.
   *
   * @throws SQLException if it could not be dropped: with how to do it
   */
  @Override
  public void close() throws SQLException {
    closing.countDown();
    try {
      execute(
          statement -> {
            try (ResultSet rows =
                statement.executeQuery("SELECT FROM " + RUN + " WHERE id = '" + run + "'")) {
              if (!rows.next()) {
                return;
              }
            }
            statement.execute("DROP SCHEMA " + Schema.NAME + " CASCADE");
          });
    } catch (SQLException e) {
      throw new SQLException(
          "The schema could not be dropped (%s): run 'DROP SCHEMA %s CASCADE' yourself"
              .formatted(e.getMessage(), Schema.NAME),
          e.getSQLState(),
          e);
    }
  }
}
