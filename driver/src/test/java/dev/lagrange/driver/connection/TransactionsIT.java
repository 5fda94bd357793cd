package dev.lagrange.driver.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/**
 * Transactions begun by JDBC and in SQL. Numbers are rows of the list of JDBC's corner cases that
 * the driver is held to.
 */
final class TransactionsIT extends OnCluster {

  private static final String READ = "SELECT v FROM t WHERE id = 1";

  private static String count(String v) throws SQLException {
    return onPrimary("SELECT count(*) FROM w WHERE v = '" + v + "'");
  }

  private static void insert(Connection connection, String v) throws SQLException {
    execute(connection, "INSERT INTO w (v) VALUES ('" + v + "')");
  }

  private static String stateOf(SqlRun run) {
    try {
      run.run();
    } catch (SQLException e) {
      return e.getSQLState();
    }
    return "none";
  }

  private static List<String> warnings(Connection connection) throws SQLException {
    List<String> messages = new ArrayList<>();
    SQLWarning first = connection.getWarnings();
    for (SQLWarning next = first; next != null; next = next.getNextWarning()) {
      messages.add(next.getMessage());
    }
    return messages;
  }

  private interface SqlRun {
    void run() throws SQLException;
  }

  @Test
  @DisplayName("1: turning autocommit on commits, turning it to what it is does nothing")
  void turningAutocommitOnCommits() throws SQLException {
    try (Connection connection = connect()) {
      connection.setAutoCommit(false);
      insert(connection, "r1");
      connection.setAutoCommit(false);
      assertThat(count("r1")).isEqualTo("0");
      connection.setAutoCommit(true);
      assertThat(count("r1")).isEqualTo("1");
    }
  }

  @Test
  void warningOfACommitIsKeptUntilItIsCleared() throws SQLException {
    try (Connection connection = connect()) {
      connection.setAutoCommit(false);
      execute(connection, "INSERT INTO warned VALUES (1)");
      assertThat(warnings(connection)).isEmpty();
      connection.commit();
      assertThat(warnings(connection)).containsExactly("at the end");

      execute(connection, "INSERT INTO warned VALUES (2), (3)");
      connection.commit();
      assertThat(warnings(connection)).hasSize(3);

      connection.clearWarnings();
      execute(connection, "INSERT INTO w (v) VALUES ('r')");
      connection.commit();
      assertThat(warnings(connection)).isEmpty();
    }
  }

  @Test
  @DisplayName("2: a write as the first statement of a transaction reaches the primary")
  void firstStatementDecidesWhereATransactionRuns() throws SQLException {
    try (Connection connection = connect()) {
      value(connection, READ);
      assertOnReplica(connection);
      connection.setAutoCommit(false);
      insert(connection, "r2");
      assertOnPrimary(connection);
      value(connection, READ);
      assertOnPrimary(connection);
      connection.rollback();
      assertThat(count("r2")).isEqualTo("0");
    }
  }

  @Test
  @DisplayName("6: a read-only transaction sees one snapshot of one replica")
  void readOnlyTransactionStaysOnItsReplica() throws SQLException {
    try (Connection connection = connect("selector=roundRobin")) {
      connection.setReadOnly(true);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setAutoCommit(false);
      value(connection, READ);
      assertOnReplica(connection);
      String node = route(connection).split(" ", 3)[1];
      for (int i = 0; i < 4; i++) {
        assertThat(value(connection, "SHOW transaction_isolation")).isEqualTo("repeatable read");
        assertThat(route(connection).split(" ", 3)[1]).isEqualTo(node);
      }
      assertThat(stateOf(() -> insert(connection, "r6"))).isEqualTo("25006");
      connection.rollback();
    }
  }

  @Test
  @DisplayName("3: BEGIN to COMMIT in SQL, with an error inside")
  void transactionInSqlEndsWithItsEnd() throws SQLException {
    try (Connection connection = connect()) {
      execute(connection, "/* a comment */ BEGIN");
      insert(connection, "r3");
      assertThat(stateOf(() -> value(connection, "SELECT * FROM nowhere"))).isEqualTo("42P01");
      assertThat(stateOf(() -> value(connection, READ))).isEqualTo("25P02");
      assertOnPrimary(connection);
      execute(connection, "COMMIT");
      assertThat(count("r3")).isEqualTo("0");
      value(connection, READ);
      assertOnReplica(connection);
    }
  }

  @Test
  @DisplayName("4: BEGIN READ ONLY in SQL runs on a replica")
  void readOnlyTransactionInSqlRunsOnReplica() throws SQLException {
    try (Connection connection = connect()) {
      execute(connection, "BEGIN READ ONLY");
      assertOnReplica(connection);
      value(connection, READ);
      assertOnReplica(connection);
      assertThat(stateOf(() -> insert(connection, "r4"))).isEqualTo("25006");
      execute(connection, "ROLLBACK");
      insert(connection, "r4");
      assertThat(count("r4")).isEqualTo("1");
    }
  }

  @Test
  @DisplayName("7, 47: a transaction begins where rows are open that write to it")
  void transactionBeginsWhereRowsWrite() throws SQLException {
    try (Connection connection = connect();
        Statement updatable =
            connection.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_UPDATABLE);
        ResultSet rows = updatable.executeQuery("SELECT id, v FROM t WHERE id = 5")) {
      execute(connection, "START TRANSACTION READ ONLY");
      assertThat(value(connection, READ)).isEqualTo("v1");
      assertOnPrimary(connection);
      rows.next();
      rows.updateString("v", "written past the transaction");
      assertThat(stateOf(rows::updateRow)).isEqualTo("25006");
      execute(connection, "ROLLBACK");
      assertThat(onPrimary("SELECT v FROM t WHERE id = 5")).isEqualTo("v5");
    }
  }

  @Test
  @DisplayName("3: COMMIT AND CHAIN goes on where it was")
  void chainedTransactionStays() throws SQLException {
    try (Connection connection = connect()) {
      execute(connection, "BEGIN");
      insert(connection, "chain 1");
      execute(connection, "COMMIT AND CHAIN");
      insert(connection, "chain 2");
      execute(connection, "ROLLBACK");
      assertThat(count("chain 1")).isEqualTo("1");
      assertThat(count("chain 2")).isEqualTo("0");
      value(connection, READ);
      assertOnReplica(connection);
    }
  }

  @Test
  @DisplayName("3: COMMIT in SQL ends the transaction of manual-commit mode")
  void commitInSqlEndsTransactionOfJdbc() throws SQLException {
    try (Connection connection = connect()) {
      connection.setAutoCommit(false);
      insert(connection, "manual 1");
      execute(connection, "COMMIT");
      assertThat(count("manual 1")).isEqualTo("1");
      insert(connection, "manual 2");
      connection.rollback();
      assertThat(count("manual 2")).isEqualTo("0");
      connection.commit();
      connection.setAutoCommit(true);
      value(connection, READ);
      assertOnReplica(connection);
    }
  }

  @Test
  @DisplayName("3: a transaction begun in SQL goes on in manual-commit mode")
  void transactionBegunInSqlIsCommittedByJdbc() throws SQLException {
    try (Connection connection = connect()) {
      execute(connection, "BEGIN");
      insert(connection, "mixed");
      connection.setAutoCommit(false);
      assertThat(count("mixed")).isEqualTo("0");
      connection.commit();
      assertThat(count("mixed")).isEqualTo("1");
    }
  }

  @Test
  @DisplayName("5, 6: what a transaction is cannot change within it, but may be said again")
  void modesCannotChangeWithinTransaction() throws SQLException {
    try (Connection connection = connect()) {
      connection.setAutoCommit(false);
      value(connection, READ);
      connection.setReadOnly(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
      assertThat(stateOf(() -> connection.setReadOnly(true))).isEqualTo("25001");
      assertThat(
              stateOf(
                  () -> connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ)))
          .isEqualTo("25001");
      connection.rollback();
      connection.setReadOnly(true);
      connection.setReadOnly(true);
    }
  }

  @Test
  @DisplayName("6: serializable transactions run on the primary")
  void serializableRunsOnPrimary() throws SQLException {
    try (Connection connection = connect()) {
      connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
      connection.setReadOnly(true);
      connection.setAutoCommit(false);
      assertThat(value(connection, "SELECT current_setting('transaction_isolation')"))
          .isEqualTo("serializable");
      assertOnPrimary(connection);
      connection.rollback();
    }
  }

  @Test
  @DisplayName("8: savepoints, also on a replica; one of another connection is refused")
  void savepointsBelongToTheirConnection() throws SQLException {
    try (Connection connection = connect();
        Connection other = connect()) {
      connection.setAutoCommit(false);
      Savepoint savepoint = connection.setSavepoint("a");
      insert(connection, "r8");
      connection.rollback(savepoint);
      insert(connection, "r8");
      connection.releaseSavepoint(savepoint);
      Savepoint mine = connection.setSavepoint();
      other.setAutoCommit(false);
      assertThat(stateOf(() -> other.rollback(mine))).isEqualTo("25P01");
      value(other, READ);
      assertThat(stateOf(() -> other.rollback(mine))).isEqualTo("3B001");
      connection.commit();
      assertThat(count("r8")).isEqualTo("1");
      other.rollback();
      other.setReadOnly(true);
      value(other, READ);
      Savepoint onReplica = other.setSavepoint();
      value(other, READ);
      other.rollback(onReplica);
      assertOnReplica(other);
    }
  }

  @Test
  @DisplayName("13: closing rolls back")
  void closeRollsBack() throws SQLException {
    try (Connection connection = connect("maxPoolSize=1")) {
      connection.setAutoCommit(false);
      insert(connection, "r13");
    }
    try (Connection next = connect("maxPoolSize=1")) {
      assertThat(value(next, "SELECT count(*) FROM w WHERE v = 'r13'")).isEqualTo("0");
      insert(next, "r13");
    }
    assertThat(count("r13")).isEqualTo("1");
  }

  @Test
  @DisplayName("13: closing rolls back what was begun in SQL too")
  void closeRollsBackWhatWasBegunInSql() throws SQLException {
    try (Connection connection = connect("maxPoolSize=1")) {
      execute(connection, "BEGIN");
      insert(connection, "r13 sql");
    }
    try (Connection next = connect("maxPoolSize=1")) {
      insert(next, "after r13 sql");
    }
    assertThat(count("r13 sql")).isEqualTo("0");
    assertThat(count("after r13 sql")).isEqualTo("1");
  }

  @Test
  void refusedCommitEndsTheTransaction() throws SQLException {
    try (Connection connection = connect()) {
      connection.setAutoCommit(false);
      execute(connection, "INSERT INTO deferred VALUES (1), (1)");
      assertThat(stateOf(connection::commit)).isEqualTo("23505");
      connection.setReadOnly(true);
      value(connection, READ);
      assertOnReplica(connection);
      connection.rollback();
    }
  }

  @Test
  @DisplayName("17: a schema set in a transaction outlives its rollback, on an open statement too")
  void settingOutlivesRollback() throws SQLException {
    try (Connection connection = connect()) {
      connection.setAutoCommit(false);
      try (Statement open = connection.createStatement()) {
        open.executeQuery("SELECT 1 FROM t FOR UPDATE");
        connection.setSchema("other");
        connection.rollback();
        try (ResultSet rows = open.executeQuery("SELECT v FROM t WHERE id = 1")) {
          rows.next();
          assertThat(rows.getString(1)).isEqualTo("other");
        }
        connection.rollback();
      }
    }
  }

  @Test
  @DisplayName("50: rows stay readable when a transaction begins and ends on their connection")
  void rowsOutliveTransactionOnTheSameNode() throws SQLException {
    try (Connection connection = connect("consistency=strong");
        Statement reader = connection.createStatement();
        ResultSet rows = reader.executeQuery("SELECT id FROM t ORDER BY id")) {
      rows.next();
      connection.setAutoCommit(false);
      insert(connection, "r50");
      rows.next();
      connection.rollback();
      connection.setAutoCommit(true);
      int read = 2;
      while (rows.next()) {
        read++;
      }
      assertThat(read).isEqualTo(1000);
    }
  }

  @Test
  @DisplayName("37: a batch never vanishes, whatever happens between adding and executing")
  void batchIsNeverLostSilently() throws SQLException {
    try (Connection connection = connect();
        PreparedStatement batch = connection.prepareStatement("INSERT INTO w (v) VALUES (?)")) {
      connection.setReadOnly(true);
      connection.setAutoCommit(false);
      batch.setString(1, "r37");
      batch.addBatch();
      value(connection, READ);
      assertOnReplica(connection);
      assertThatThrownBy(batch::executeBatch)
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("add it again");
      connection.rollback();
      connection.setReadOnly(false);
      batch.addBatch();
      assertThat(batch.executeBatch()).containsExactly(1);
      connection.commit();
      assertThat(count("r37")).isEqualTo("1");
    }
  }

  @Test
  @DisplayName("26: a transaction on a replica refuses what would change the session beyond it")
  void replicaTransactionRefusesToChangeSession() throws SQLException {
    try (Connection connection = connect()) {
      connection.setReadOnly(true);
      connection.setAutoCommit(false);
      value(connection, READ);
      assertThat(stateOf(() -> execute(connection, "SET SESSION AUTHORIZATION app")))
          .isEqualTo("25006");
      execute(connection, "SET LOCAL statement_timeout = '5s'");
      assertThat(value(connection, "SELECT twice(4)")).isEqualTo("8");
      assertOnReplica(connection);
      connection.commit();
      connection.setReadOnly(false);
      insert(connection, "r26");
      connection.commit();
      assertThat(count("r26")).isEqualTo("1");
    }
  }

  @Test
  @DisplayName("10, 61: a transaction lost with its connection says so until it is rolled back")
  void lostTransactionIsToldUntilRolledBack() throws SQLException {
    try (Connection connection = connect()) {
      connection.setAutoCommit(false);
      insert(connection, "lost");
      String pid = value(connection, "SELECT pg_backend_pid()");
      try (Connection superuser = cluster().primary().connectAsSuperuser()) {
        value(superuser, "SELECT pg_terminate_backend(" + pid + ")");
      }
      assertThat(stateOf(() -> insert(connection, "lost"))).matches("08006|57P01");
      assertThat(stateOf(() -> insert(connection, "lost"))).isEqualTo("40001");
      assertThat(stateOf(() -> value(connection, READ))).isEqualTo("40001");
      connection.rollback();
      insert(connection, "found");
      connection.commit();
      assertThat(count("lost")).isEqualTo("0");
      assertThat(count("found")).isEqualTo("1");
    }
  }

  @Test
  @DisplayName("56, 57: what is done through the driver's own object belongs to the transaction")
  void copyThroughUnwrappedConnectionIsRolledBack() throws Exception {
    try (Connection connection = connect()) {
      connection.setAutoCommit(false);
      PGConnection raw = connection.unwrap(PGConnection.class);
      raw.getCopyAPI().copyIn("COPY w (v) FROM STDIN", new StringReader("copied\n"));
      connection.rollback();
      raw.getCopyAPI().copyIn("COPY w (v) FROM STDIN", new StringReader("copied\n"));
      connection.rollback();
      assertThat(count("copied")).isEqualTo("0");
      raw.getCopyAPI().copyIn("COPY w (v) FROM STDIN", new StringReader("copied\n"));
      connection.commit();
      assertThat(count("copied")).isEqualTo("1");
      connection.setAutoCommit(true);
      value(connection, READ);
      assertOnPrimary(connection);
    }
  }
}
