package dev.lagrange.applications;

import com.zaxxer.hikari.HikariDataSource;
import dev.lagrange.applications.Register.Seen;
import dev.lagrange.testbed.Await;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Migrations, one after the other, each of which makes a table with one row and changes a row of an
 * older one. The application reads both at once.
 */
final class FreshTables {

  /** For a read that needs none. */
  static final String NO_TABLE = "(SELECT 0 AS value) AS nothing";

  private static final String OLDER = "older";
  private static final int MIGRATIONS = 10;
  private static final int READS_ON_REPLICAS = 4;
  private static final String NO_SUCH_TABLE = "42P01";

  private final LaggingCluster cluster;

  FreshTables(LaggingCluster cluster) {
    this.cluster = cluster;
  }

  /** A migration tool. */
  @FunctionalInterface
  interface Tool {
    /** Brings the database to a version, and to one with that script's effects. */
    void migrate(HikariDataSource pool, int version, String script) throws Exception;
  }

  /**
   * The fresh table must be there, on whichever node; a table that is not counts as stale. The
   * older one is read until replicas have served it: right after a change of the schema none does.
   */
  Tally readBack(String application, String consistency, Tool tool) throws Exception {
    Tally tally = new Tally(application + " at " + consistency, cluster.primary());
    try (HikariDataSource pool = cluster.pool(consistency)) {
      createOlder(pool);
      cluster.holdOneReplicaBack(() -> seen(pool, OLDER));
      for (int version = 1; version <= MIGRATIONS; version++) {
        String table = "fresh_" + consistency + "_" + version;
        tool.migrate(
            pool,
            version,
            ("CREATE TABLE %s (value int); INSERT INTO %s VALUES (%d);"
                    + " UPDATE older SET value = %d;")
                .formatted(table, table, version, version));
        tally.count(seen(pool, table), version);
        readOnReplicasAtLast(pool, version, tally);
      }
    } finally {
      cluster.release();
    }
    System.out.println(tally);
    return tally;
  }

  private static void createOlder(HikariDataSource pool) throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE older (value int)");
      statement.execute("INSERT INTO older VALUES (0)");
    }
  }

  /** Reads at once, and again until replicas have served some. */
  private void readOnReplicasAtLast(HikariDataSource pool, int version, Tally tally) {
    AtomicInteger onReplicas = new AtomicInteger();
    Await.until(
        "reads on replicas",
        Await.PATIENCE,
        () -> {
          Seen seen = seen(pool, OLDER);
          tally.count(seen, version);
          return !seen.node().equals(cluster.primary())
              && onReplicas.incrementAndGet() == READS_ON_REPLICAS;
        });
  }

  static Seen seen(HikariDataSource pool, String table) throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT value, " + Register.NODE + " FROM " + table)) {
      return rows.next() ? new Seen(rows.getInt(1), rows.getString(2)) : new Seen(0, "empty");
    } catch (SQLException e) {
      if (NO_SUCH_TABLE.equals(e.getSQLState())) {
        return new Seen(0, "a replica without the table");
      }
      throw e;
    }
  }
}
