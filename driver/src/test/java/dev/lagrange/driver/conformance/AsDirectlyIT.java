package dev.lagrange.driver.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.driver.connection.OnCluster;
import dev.lagrange.testbed.PostgresCluster;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.JDBCType;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rows of the list of JDBC's corner cases for which the measure is pgjdbc itself: the same calls
 * have the same results on a connection of its own.
 */
final class AsDirectlyIT extends OnCluster {

  /** Some calls, and what there is to see of them. */
  private interface Calls {
    Object on(Connection connection) throws SQLException;
  }

  private static String seen(Calls calls, Connection connection) {
    try {
      return String.valueOf(calls.on(connection));
    } catch (BatchUpdateException e) {
      return Arrays.toString(e.getUpdateCounts()) + " " + e.getSQLState();
    } catch (SQLException e) {
      return e.getClass().getSuperclass().getSimpleName() + " " + e.getSQLState();
    }
  }

  private static void assertAsDirectly(String options, Calls calls) throws SQLException {
    String url = cluster().primary().jdbcUrl();
    String glue = url.contains("?") ? "&" : "?";
    String expected;
    create();
    try (Connection direct =
        DriverManager.getConnection(
            url + glue + options, PostgresCluster.APP_USER, PostgresCluster.APP_PASSWORD)) {
      expected = seen(calls, direct);
    }
    create();
    // what was written is read back, which at weak may come too early
    String eventual = "consistency=eventual" + (options.isEmpty() ? "" : "&" + options);
    try (Connection routed = connect(eventual)) {
      assertThat(seen(calls, routed)).isEqualTo(expected);
    }
  }

  private static void assertAsDirectly(Calls calls) throws SQLException {
    assertAsDirectly("", calls);
  }

  private static void create() throws SQLException {
    try (Connection owner = owner(cluster())) {
      execute(owner, "DROP TABLE IF EXISTS batched");
      execute(
          owner,
          "CREATE TABLE batched (id int GENERATED ALWAYS AS IDENTITY, n int UNIQUE, d date)");
    }
  }

  private static String rows(ResultSet rows) throws SQLException {
    List<String> all = new ArrayList<>();
    while (rows.next()) {
      all.add(rows.getString(1));
    }
    return all.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "reWriteBatchedInserts=true"})
  @DisplayName("37: batches, rewritten or not, with what they count and the keys they return")
  void batches(String options) throws SQLException {
    assertAsDirectly(
        options,
        connection -> {
          String insert = "INSERT INTO batched (n) VALUES (?)";
          try (PreparedStatement batch = connection.prepareStatement(insert)) {
            for (int n = 0; n < 300; n++) {
              batch.setInt(1, n);
              batch.addBatch();
            }
            return Arrays.toString(batch.executeBatch())
                + value(connection, "SELECT count(*) FROM batched");
          }
        });
    assertAsDirectly(
        options,
        connection -> {
          String insert = "INSERT INTO batched (n) VALUES (?)";
          try (PreparedStatement batch =
              connection.prepareStatement(insert, Statement.RETURN_GENERATED_KEYS)) {
            for (int n = 0; n < 5; n++) {
              batch.setInt(1, n);
              batch.addBatch();
            }
            int counts = batch.executeLargeBatch().length;
            int keys = 0;
            ResultSet generated = batch.getGeneratedKeys();
            while (generated.next()) {
              keys += generated.getInt("id") > 0 ? 1 : 0;
            }
            return counts + " " + keys;
          }
        });
    assertAsDirectly(
        options,
        connection -> {
          String insert = "INSERT INTO batched (n) VALUES (?)";
          try (PreparedStatement batch = connection.prepareStatement(insert)) {
            for (int n : new int[] {1, 2, 2, 3}) {
              batch.setInt(1, n);
              batch.addBatch();
            }
            return Arrays.toString(batch.executeBatch());
          }
        });
  }

  @Test
  @DisplayName("37: a batch of different statements, and one that returns rows among them")
  void batchOfDifferentStatements() throws SQLException {
    for (String last : new String[] {"UPDATE batched SET n = n + 10", "SELECT n FROM batched"}) {
      assertAsDirectly(
          connection -> {
            try (Statement batch = connection.createStatement()) {
              batch.addBatch("INSERT INTO batched (n) VALUES (1), (2)");
              batch.addBatch("DELETE FROM batched WHERE n = 1");
              batch.addBatch(last);
              return Arrays.toString(batch.executeBatch());
            }
          });
    }
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        Statement.CLOSE_CURRENT_RESULT,
        Statement.KEEP_CURRENT_RESULT,
        Statement.CLOSE_ALL_RESULTS
      })
  @DisplayName("48: the results of one text, and what becomes of the one before")
  void moreResults(int current) throws SQLException {
    assertAsDirectly(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT 1; SELECT 2; DELETE FROM batched; SELECT 3");
            ResultSet first = statement.getResultSet();
            boolean more = statement.getMoreResults(current);
            ResultSet second = statement.getResultSet();
            String kept = first.isClosed() ? "closed" : rows(first);
            String seen = more + kept + rows(second);
            boolean third = statement.getMoreResults(current);
            return seen
                + third
                + statement.getUpdateCount()
                + second.isClosed()
                + statement.getMoreResults(current)
                + rows(statement.getResultSet());
          }
        });
  }

  @Test
  @DisplayName("48: limits, hints and escapes of a statement, set before it is known where it runs")
  void settingsOfStatements() throws SQLException {
    assertAsDirectly(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            statement.setMaxRows(2);
            statement.setMaxFieldSize(3);
            statement.setFetchDirection(ResultSet.FETCH_REVERSE);
            statement.setPoolable(true);
            String limited = rows(statement.executeQuery("SELECT 'abcdef' FROM t LIMIT 3"));
            statement.setEscapeProcessing(true);
            String escaped = rows(statement.executeQuery("SELECT {fn ucase('x')}"));
            statement.setEscapeProcessing(false);
            return limited
                + escaped
                + statement.getFetchDirection()
                + statement.isPoolable()
                + seen(c -> rows(statement.executeQuery("SELECT {fn ucase('x')}")), connection);
          }
        });
  }

  @Test
  @DisplayName("47: a cursor that is declared in SQL stays where it is, and is updated through")
  void cursorsInSql() throws SQLException {
    assertAsDirectly(
        connection -> {
          connection.setAutoCommit(false);
          execute(connection, "INSERT INTO batched (n) VALUES (1), (2), (3)");
          execute(connection, "DECLARE c CURSOR FOR SELECT n FROM batched ORDER BY id FOR UPDATE");
          String first = value(connection, "FETCH 1 FROM c");
          execute(connection, "UPDATE batched SET n = 10 WHERE CURRENT OF c");
          execute(connection, "MOVE 1 FROM c");
          String third = value(connection, "FETCH 1 FROM c");
          connection.commit();
          return first + third + value(connection, "SELECT sum(n) FROM batched");
        });
    assertAsDirectly(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            statement.setCursorName("mine");
            ResultSet rows = statement.executeQuery("SELECT 1");
            return seen(c -> rows.getCursorName(), connection) + rows(rows);
          }
        });
  }

  @Test
  @DisplayName(
      "18, 20: client information that nobody knows is a warning; of what is closed, an error")
  void clientInfo() throws SQLException {
    assertAsDirectly(
        connection -> {
          connection.setClientInfo("Nonsense", "x");
          connection.clearWarnings(); // pgjdbc has one; what is not bound yet has nobody to ask
          connection.setClientInfo("ApplicationName", "mine");
          return connection.getWarnings()
              + connection.getClientInfo("ApplicationName")
              + value(connection, "SHOW application_name");
        });
    assertAsDirectly(
        connection -> {
          connection.close();
          try {
            connection.setClientInfo("ApplicationName", "x");
            return "nothing";
          } catch (SQLClientInfoException e) {
            return e.getFailedProperties().keySet();
          }
        });
  }

  @Test
  @DisplayName("20: warnings of a statement are its own, and go when it is executed again")
  void warnings() throws SQLException {
    assertAsDirectly(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            statement.execute("DO $$ BEGIN RAISE WARNING 'one'; RAISE NOTICE 'two'; END $$");
            StringBuilder seen = new StringBuilder();
            for (SQLWarning w = statement.getWarnings(); w != null; w = w.getNextWarning()) {
              seen.append(w.getMessage()).append(w.getSQLState()).append(' ');
            }
            statement.executeQuery("SELECT v FROM t WHERE id = 1");
            return seen.append(statement.getWarnings()).append(connection.getWarnings());
          }
        });
  }

  @Test
  @DisplayName("74: large counts, quoting, and values by class and by type")
  void newerMethods() throws SQLException {
    assertAsDirectly(
        connection -> {
          String insert = "INSERT INTO batched (n, d) VALUES (?, ?)";
          try (PreparedStatement prepared = connection.prepareStatement(insert);
              Statement statement = connection.createStatement()) {
            prepared.setObject(1, "7", JDBCType.INTEGER);
            prepared.setObject(2, LocalDate.of(2026, 2, 28), JDBCType.DATE);
            long inserted = prepared.executeLargeUpdate();
            ResultSet rows = statement.executeQuery("SELECT n, d FROM batched");
            rows.next();
            return inserted
                + " "
                + rows.getObject("n", Long.class)
                + rows.getObject(2, LocalDate.class)
                + seen(c -> statement.getLargeMaxRows(), connection)
                + seen(c -> rows.getObject(2, Thread.class), connection)
                + statement.enquoteLiteral("it's")
                + statement.enquoteIdentifier("a b", false)
                + statement.enquoteNCharLiteral("n")
                + statement.isSimpleIdentifier("a b")
                + seen(c -> statement.enquoteIdentifier("a\0b", true), connection);
          }
        });
  }
}
