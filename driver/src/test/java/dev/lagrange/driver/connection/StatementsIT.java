package dev.lagrange.driver.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lagrange.testbed.Await;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.BatchUpdateException;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.util.PSQLException;

/**
 * Statements and their rows. Numbers are rows of the list of JDBC's corner cases that the driver is
 * held to.
 */
final class StatementsIT extends OnCluster {

  private static final String READ = "SELECT v FROM t WHERE id = 1";

  private static String one(PreparedStatement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      return rows.next() ? rows.getString(1) : null;
    }
  }

  @Test
  @DisplayName("50, 51: rows of a replica stay readable while the same connection writes")
  void rowsOfReplicaOutliveWrite() throws SQLException {
    try (Connection connection = connect();
        Statement reader = connection.createStatement();
        ResultSet rows = reader.executeQuery("SELECT id FROM t ORDER BY id")) {
      assertOnReplica(connection);
      int read = 0;
      while (rows.next()) {
        if (++read % 250 == 0) {
          execute(connection, "INSERT INTO w (v) VALUES ('r50')");
          assertOnPrimary(connection);
        }
      }
      assertThat(read).isEqualTo(1000);
    }
  }

  @Test
  void ourHintNeverReachesTheServerAndShiftsNoErrorPosition() throws SQLException {
    String read = "/*+ SeqScan(t) consistency(weak) */ SELECT current_query() FROM t";
    String sent = "/*+ SeqScan(t)                   */ SELECT current_query() FROM t";
    String wrong = "/*+ consistency(weak) */ SELECT nope FROM t";
    try (Connection connection = connect("consistency=strong");
        PreparedStatement prepared = connection.prepareStatement(read)) {
      assertThat(value(connection, read)).isEqualTo(sent);
      assertOnReplica(connection);
      assertThat(one(prepared)).isEqualTo(sent);
      PSQLException e = catchThrowableOfType(PSQLException.class, () -> value(connection, wrong));
      assertThat(e.getServerErrorMessage().getPosition()).isEqualTo(wrong.indexOf("nope") + 1);
    }
  }

  @Test
  @DisplayName("39, 40: a prepared statement keeps its parameters from node to node")
  void preparedStatementMovesWithItsParameters() throws SQLException {
    try (Connection connection = connect();
        PreparedStatement read = connection.prepareStatement("SELECT v FROM t WHERE id = ?")) {
      read.setInt(1, 7);
      read.setMaxRows(1);
      assertThat(one(read)).isEqualTo("v7");
      assertOnReplica(connection);
      connection.setAutoCommit(false);
      assertThat(one(read)).isEqualTo("v7");
      assertOnPrimary(connection);
      connection.commit();
      connection.setAutoCommit(true);
      assertThat(one(read)).isEqualTo("v7");
      assertOnReplica(connection);
      execute(connection, "SET lagrange.consistency = 'strong'");
      assertThat(one(read)).isEqualTo("v7");
      assertOnPrimary(connection);
      read.clearParameters();
      assertThatThrownBy(read::executeQuery).isInstanceOf(SQLException.class);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "primary | update t set v = v where id = 2 returning v",
        "primary | Update t set v = v where id = 2 returning v",
        "primary | show search_path",
        "primary | select 1, nextval('sq')",
        "primary | select nextval('sq')",
        "primary | select v from t where id = 2 For Update",
        "primary | select v from (select v from t where id = 2 for share skip locked) s",
        "primary | with x as (insert into w (v) values ('cte') returning v) select v from x",
        "primary | select 1; update t set v = v where id = 3",
        "primary | select twice(1)",
        "replica | select 'update information For Update'",
        "replica | /* update */ select v from t where id = 2",
        "replica | (select v from t where id = 2)",
        "replica | values (1)"
      })
  @DisplayName("35, 36, 65 and the texts that a peer misroutes")
  void textDecidesWhereAQueryRuns(String node, String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      assertThat(statement.execute(" " + sql)).isTrue();
      assertThat(route(connection)).startsWith(node);
    }
  }

  @Test
  @DisplayName("7, 16, 49: what is asked before the first statement neither opens nor pins")
  void gettersNeedNoConnection() throws SQLException {
    try (Connection connection = connect("ApplicationName=getters")) {
      connection.getTransactionIsolation();
      connection.getHoldability();
      connection.getNetworkTimeout();
      connection.getAutoCommit();
      connection.isReadOnly();
      connection.getWarnings();
      connection.getTypeMap();
      connection.isValid(1);
      connection.setAutoCommit(false);
      connection.setAutoCommit(true);
      try (Statement statement = connection.createStatement();
          PreparedStatement prepared = connection.prepareStatement(READ)) {
        assertThat(statement.getMaxRows()).isZero();
        assertThat(statement.getLargeMaxRows()).isZero();
        assertThat(statement.getResultSetHoldability()).isEqualTo(connection.getHoldability());
        assertThat(statement.getResultSet()).isNull();
        assertThat(statement.getUpdateCount()).isEqualTo(-1);
        assertThat(statement.getMoreResults(Statement.CLOSE_CURRENT_RESULT)).isFalse();
        assertThat(statement.isPoolable()).isFalse();
        assertThat(prepared.isPoolable()).isTrue();
        statement.setPoolable(true);
        statement.setEscapeProcessing(true);
        statement.setLargeMaxRows(3);
        assertThat(statement.getMaxRows()).isEqualTo(3);
        statement.cancel();
        assertThat(physical(cluster(), "getters")).isZero();
        try (ResultSet rows = statement.executeQuery("SELECT id FROM t")) {
          assertOnReplica(connection);
          int read = 0;
          while (rows.next()) {
            read++;
          }
          assertThat(read).isEqualTo(3);
        }
      }
    }
  }

  @Test
  @DisplayName("23, 54, 58: values are made and texts quoted without keeping a connection")
  void factoriesKeepNoConnection() throws SQLException {
    try (Connection connection = connect("maxPoolSize=1");
        Connection other = connect("maxPoolSize=1");
        Statement statement = connection.createStatement()) {
      assertThat(connection.nativeSQL("{fn length('x')}")).containsIgnoringCase("length");
      assertThat(statement.enquoteLiteral("it's")).isEqualTo("'it''s'");
      Array array = connection.createArrayOf("int", new Object[] {1, 2});
      execute(other, "INSERT INTO w (v) VALUES ('r54')");
      try (PreparedStatement read =
          connection.prepareStatement("SELECT count(*) FROM t WHERE id = ANY (?)")) {
        read.setArray(1, array);
        assertThat(one(read)).isEqualTo("2");
        assertOnReplica(connection);
      }
    }
  }

  @Test
  @DisplayName("52: every way back leads to the logical objects")
  void noPhysicalObjectLeaks() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      try (ResultSet rows = statement.executeQuery(READ)) {
        assertThat(rows.getStatement()).isSameAs(statement);
        assertThat(rows.getStatement().getConnection()).isSameAs(connection);
      }
      statement.execute("INSERT INTO w (v) VALUES ('r52')", Statement.RETURN_GENERATED_KEYS);
      try (ResultSet keys = statement.getGeneratedKeys()) {
        assertThat(keys.getStatement()).isSameAs(statement);
      }
      statement.execute(READ);
      assertThat(statement.getResultSet().getStatement()).isSameAs(statement);
      assertThat(connection.getMetaData().getConnection()).isSameAs(connection);
      try (ResultSet tables = connection.getMetaData().getTables(null, null, "t", null)) {
        assertThat(tables.next()).isTrue();
        assertThat(tables.getStatement()).isNull();
      }
      try (ResultSet shown = statement.executeQuery("SHOW lagrange.route")) {
        assertThat(shown.getStatement()).isSameAs(statement);
      }
    }
  }

  @Test
  @DisplayName("42: what a prepared statement will return is known before it runs")
  void metaDataBeforeExecution() throws SQLException {
    try (Connection connection = connect();
        PreparedStatement read = connection.prepareStatement("SELECT v FROM t WHERE id = ?")) {
      assertThat(read.getMetaData().getColumnName(1)).isEqualTo("v");
      assertThat(read.getParameterMetaData().getParameterType(1)).isEqualTo(Types.INTEGER);
      read.setInt(1, 5);
      assertThat(one(read)).isEqualTo("v5");
      assertOnReplica(connection);
    }
  }

  @Test
  @DisplayName("37: batches of statements and of parameters, one that fails among them")
  void batchesRunOnPrimary() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO t (id, v) VALUES (?, 'batch')")) {
      statement.addBatch("INSERT INTO t (id, v) VALUES (2001, 'batch')");
      statement.addBatch("UPDATE t SET v = 'changed' WHERE id IN (2001, 1000)");
      statement.clearBatch();
      assertThat(statement.executeBatch()).isEmpty();
      statement.addBatch("INSERT INTO t (id, v) VALUES (2001, 'batch')");
      statement.addBatch("UPDATE t SET v = 'changed' WHERE id IN (2001, 1000)");
      assertThat(statement.executeBatch()).containsExactly(1, 2);
      for (int id = 2002; id < 2005; id++) {
        insert.setInt(1, id);
        insert.addBatch();
      }
      assertThat(insert.executeLargeBatch()).containsExactly(1, 1, 1);
      insert.setInt(1, 2001);
      insert.addBatch();
      BatchUpdateException refused =
          catchThrowableOfType(BatchUpdateException.class, insert::executeBatch);
      assertThat(refused.getSQLState()).isEqualTo("23505");
      assertThat(refused.getUpdateCounts()).containsExactly(Statement.EXECUTE_FAILED);
      assertThat(insert.executeBatch()).isEmpty();
      execute(connection, "DELETE FROM t WHERE id > 2000");
    }
  }

  @Test
  @DisplayName("38: generated keys, asked for in each way")
  void generatedKeysComeFromTheExecutingConnection() throws SQLException {
    String sql = "INSERT INTO w (v) VALUES ('key')";
    try (Connection connection = connect();
        PreparedStatement any = connection.prepareStatement(sql, Statement.RETURN_GENERATED_KEYS);
        PreparedStatement named = connection.prepareStatement(sql, new String[] {"id"});
        Statement statement = connection.createStatement()) {
      any.executeUpdate();
      named.executeUpdate();
      statement.executeUpdate(sql, new String[] {"id"});
      for (Statement each : new Statement[] {any, named, statement}) {
        try (ResultSet keys = each.getGeneratedKeys()) {
          assertThat(keys.next()).isTrue();
          assertThat(keys.getInt("id")).isPositive();
        }
      }
    }
  }

  @Test
  @DisplayName("43: calls run on the primary, with their out parameters")
  void callsRunOnPrimary() throws SQLException {
    try (Connection connection = connect();
        CallableStatement call = connection.prepareCall("{? = call twice(?)}")) {
      call.registerOutParameter(1, Types.INTEGER);
      for (int n = 1; n < 3; n++) {
        call.setInt(2, n);
        call.execute();
        assertThat(call.getInt(1)).isEqualTo(2 * n);
      }
      assertOnPrimary(connection);
    }
  }

  @Test
  @DisplayName("44: a query that takes too long is cancelled on its replica")
  void queryTimeoutReachesReplica() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      // The driver cancels once; a server that has not begun by then would not hear of it.
      statement.setQueryTimeout(5);
      assertThatThrownBy(() -> statement.executeQuery(slow()))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57014"));
      assertOnReplica(connection);
    }
  }

  private static String slow() {
    return "SELECT count(*) FROM t a, t b, t c, t d";
  }

  @Test
  @DisplayName("45: cancelling from another thread reaches the statement that runs")
  void cancelReachesTheRunningStatement() throws Exception {
    try (Connection connection = connect("ApplicationName=cancelled");
        Statement statement = connection.createStatement()) {
      CompletableFuture<SQLException> failure =
          CompletableFuture.supplyAsync(
              () -> {
                try (ResultSet rows = statement.executeQuery(slow())) {
                  return new SQLException("it ended");
                } catch (SQLException e) {
                  return e;
                }
              });
      Await.until(
          "the statement to be cancelled",
          Await.PATIENCE,
          () -> {
            statement.cancel();
            return failure.isDone();
          });
      assertThat(failure.get().getSQLState()).isEqualTo("57014");
      assertThat(value(connection, READ)).isEqualTo("v1");
    }
  }

  @Test
  @DisplayName("46: a cursor in a read-only transaction stays on its replica")
  void cursorStaysOnReplica() throws SQLException {
    try (Connection connection = connect()) {
      connection.setReadOnly(true);
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.setFetchSize(100);
        try (ResultSet rows = statement.executeQuery("SELECT id FROM t WHERE id <= 1000")) {
          assertOnReplica(connection);
          int read = 0;
          while (rows.next()) {
            read++;
          }
          assertThat(read).isEqualTo(1000);
        }
      }
      connection.commit();
    }
  }

  @Test
  @DisplayName("47: updatable rows come from the primary")
  void updatableRowsComeFromPrimary() throws SQLException {
    try (Connection connection = connect();
        Statement statement =
            connection.createStatement(
                ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_UPDATABLE);
        ResultSet rows = statement.executeQuery("SELECT id, v FROM t WHERE id = 900")) {
      assertOnPrimary(connection);
      rows.next();
      rows.updateString("v", "updated");
      rows.updateRow();
      assertThat(onPrimary("SELECT v FROM t WHERE id = 900")).isEqualTo("updated");
    }
  }

  @Test
  @DisplayName("39: a stream is sent once, and never again as if it were empty")
  void streamIsSentOnce() throws SQLException {
    byte[] bytes = "stream".getBytes(StandardCharsets.UTF_8);
    try (Connection connection = connect();
        PreparedStatement read =
            connection.prepareStatement("SELECT length(?::bytea), (SELECT v FROM t LIMIT 1)")) {
      read.setBinaryStream(1, new ByteArrayInputStream(bytes), bytes.length);
      assertThat(one(read)).isEqualTo("6");
      assertOnReplica(connection);
      connection.setAutoCommit(false);
      assertThatThrownBy(() -> one(read)).hasMessageContaining("set it anew");
      connection.rollback();
      read.setBinaryStream(1, new ByteArrayInputStream(bytes), bytes.length);
      assertThat(one(read)).isEqualTo("6");
      connection.rollback();
    }
  }

  @Test
  @DisplayName("39: a parameter is what it was when it was set")
  void parametersAreCaptured() throws SQLException {
    try (Connection connection = connect();
        PreparedStatement read = connection.prepareStatement("SELECT get_byte(?, 0)")) {
      byte[] buffer = {1};
      read.setBytes(1, buffer);
      buffer[0] = 2;
      assertThat(one(read)).isEqualTo("1");
    }
  }

  @Test
  @DisplayName("41: a prepared statement survives a change of its table")
  void preparedStatementSurvivesDdl() throws SQLException {
    try (Connection connection = connect("consistency=strong&prepareThreshold=1");
        PreparedStatement read = connection.prepareStatement("SELECT * FROM changing")) {
      execute(connection, "CREATE TABLE changing (a int)");
      execute(connection, "INSERT INTO changing VALUES (1)");
      one(read);
      one(read);
      execute(connection, "ALTER TABLE changing ADD b int DEFAULT 2");
      try (ResultSet rows = read.executeQuery()) {
        rows.next();
        assertThat(rows.getInt("b")).isEqualTo(2);
      }
      execute(connection, "DROP TABLE changing");
    }
  }

  @Test
  @DisplayName("12: a table that a replica does not have yet is read on the primary")
  void missingTableIsLookedForOnPrimary() throws SQLException {
    try (Connection connection = connect("ApplicationName=missing")) {
      execute(connection, "CREATE TABLE fresh (a int)");
      assertThat(value(connection, "SELECT count(*) FROM fresh")).isEqualTo("0");
      execute(connection, "DROP TABLE fresh");
      assertThatThrownBy(() -> value(connection, "SELECT * FROM fresh"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42P01"));
    }
  }

  @Test
  @DisplayName("48: a statement closes on completion, and refuses a limit that is none")
  void settingsOfStatements() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      assertThatThrownBy(() -> statement.setMaxRows(-1)).isInstanceOf(SQLException.class);
      assertThatThrownBy(() -> statement.setQueryTimeout(-1)).isInstanceOf(SQLException.class);
      statement.closeOnCompletion();
      statement.executeQuery(READ).close();
      assertThat(statement.isClosed()).isTrue();
    }
  }
}
