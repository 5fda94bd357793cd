package dev.lagrange.driver.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.driver.LagrangeDataSource;
import dev.lagrange.driver.LagrangeUrl;
import dev.lagrange.driver.connection.OnCluster;
import dev.lagrange.testbed.Await;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Statement;
import java.sql.Types;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.util.PGobject;

/** Rows of the list of JDBC's corner cases about values and cursors that belong to a connection. */
final class VendorRowsIT extends OnCluster {

  private static final byte[] BYTES = "a large object".getBytes(StandardCharsets.US_ASCII);

  /** What an application makes of a type of its own. */
  public static final class Pair extends PGobject {
    private static final long serialVersionUID = 1;
  }

  @BeforeAll
  static void create() throws SQLException {
    try (Connection owner = owner(cluster())) {
      execute(owner, "DROP TABLE IF EXISTS kept");
      execute(owner, "DROP TYPE IF EXISTS pair");
      execute(owner, "CREATE TYPE pair AS (a int, b int)");
      execute(owner, "CREATE TABLE kept (o oid, x xml, a text[])");
      execute(
          owner,
          "CREATE OR REPLACE FUNCTION chosen(n int) RETURNS refcursor LANGUAGE plpgsql AS"
              + " 'DECLARE c refcursor;"
              + " BEGIN OPEN c FOR SELECT v FROM t WHERE id <= n ORDER BY id; RETURN c; END'");
    }
    cluster().awaitReplicasCaughtUp();
  }

  @Test
  @DisplayName("54: a large object is written on the primary, and read from a replica")
  void largeObjects() throws SQLException {
    try (Connection connection = connect("catalogRefresh=1s")) {
      connection.setAutoCommit(false);
      try (PreparedStatement insert = connection.prepareStatement("INSERT INTO kept VALUES (?)")) {
        insert.setBlob(1, new ByteArrayInputStream(BYTES));
        insert.executeUpdate();
      }
      assertThat(largeObject(connection)).isEqualTo(BYTES);
      assertOnPrimary(connection);
      connection.commit();
      cluster().awaitReplicasCaughtUp();
      connection.setReadOnly(true);
      Await.until(
          "a replica to serve a table that is new",
          Await.PATIENCE,
          () -> {
            assertThat(largeObject(connection)).isEqualTo(BYTES);
            boolean onReplica = route(connection).startsWith("replica");
            connection.rollback();
            return onReplica;
          });
    }
  }

  private static byte[] largeObject(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT o FROM kept WHERE o IS NOT NULL")) {
      row.next();
      Blob blob = row.getBlob(1);
      byte[] bytes = blob.getBytes(1, (int) blob.length());
      blob.free();
      return bytes;
    }
  }

  @Test
  @DisplayName("54: XML and arrays are made before it is known where they are used")
  void valuesMadeBefore() throws SQLException {
    try (Connection connection = connect("catalogRefresh=1s")) {
      SQLXML xml = connection.createSQLXML();
      xml.setString("<a>1</a>");
      Array array = connection.createArrayOf("text", new String[] {"x", null});
      String insert = "INSERT INTO kept (x, a) VALUES (?, ?)";
      try (PreparedStatement prepared = connection.prepareStatement(insert)) {
        prepared.setSQLXML(1, xml);
        prepared.setArray(2, array);
        assertThat(prepared.executeUpdate()).isEqualTo(1);
      }
      cluster().awaitReplicasCaughtUp();
      String select = "SELECT x, a FROM kept WHERE a = ?";
      try (PreparedStatement prepared = connection.prepareStatement(select)) {
        prepared.setArray(1, array);
        Await.until(
            "a replica to serve a table that is new",
            Await.PATIENCE,
            () -> prepared.executeQuery().next() && route(connection).startsWith("replica"));
        ResultSet row = prepared.executeQuery();
        row.next();
        assertThat(row.getSQLXML(1).getString()).isEqualTo("<a>1</a>");
        assertThat((Object[]) row.getArray(2).getArray()).containsExactly("x", null);
      }
    }
  }

  @Test
  @DisplayName("58: a type that the application names itself is its own, by the URL on each node")
  void ownTypes() throws SQLException {
    String read = "SELECT ROW(1, 2)::pair";
    try (Connection connection = connect("datatype.pair=" + Pair.class.getName())) {
      assertThat(object(connection, read)).isInstanceOf(Pair.class).hasToString("(1,2)");
      assertOnReplica(connection);
    }
    String url = url(cluster(), "maxPoolSize=1&ApplicationName=types");
    try (LagrangeDataSource source = new LagrangeDataSource(url, Map.of())) {
      LagrangeUrl.awaitReplicas(cluster(), source);
      try (Connection connection = source.getConnection()) {
        connection.unwrap(PGConnection.class).addDataType("pair", Pair.class);
        assertThat(object(connection, read)).isInstanceOf(Pair.class);
        assertOnPrimary(connection);
      }
      try (Connection next = source.getConnection()) {
        next.setAutoCommit(false);
        assertThat(object(next, read)).isNotInstanceOf(Pair.class);
        assertOnPrimary(next);
        next.rollback();
      }
    }
  }

  private static Object object(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getObject(1);
    }
  }

  @Test
  @DisplayName(
      "64: a cursor that a function returns is read in its transaction, and leads back here")
  void returnedCursors() throws SQLException {
    try (Connection connection = connect()) {
      connection.setAutoCommit(false);
      try (CallableStatement call = connection.prepareCall("{? = call chosen(2)}")) {
        call.registerOutParameter(1, Types.REF_CURSOR);
        call.execute();
        assertCursor((ResultSet) call.getObject(1), connection);
      }
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery("SELECT chosen(2)")) {
        row.next();
        statement.closeOnCompletion();
        ResultSet cursor = (ResultSet) row.getObject(1);
        assertCursor(cursor, connection);
        cursor.close();
        assertThat(statement.isClosed()).as("with a value of its rows").isFalse();
      }
      connection.rollback();
    }
  }

  private static void assertCursor(ResultSet rows, Connection connection) throws SQLException {
    assertThat(rows.next()).isTrue();
    assertThat(rows.getString(1)).isEqualTo("v1");
    assertThat(rows.next()).isTrue();
    assertThat(rows.next()).isFalse();
    Statement statement = rows.getStatement();
    if (statement != null) {
      assertThat(statement.getConnection()).isSameAs(connection);
    }
  }

  @Test
  @DisplayName("33: a snapshot is taken over on the server that exported it")
  void snapshots() throws SQLException {
    try (Connection one = connect();
        Connection other = connect()) {
      one.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      one.setAutoCommit(false);
      String before = value(one, "SELECT count(*) FROM w");
      String snapshot = value(one, "SELECT pg_export_snapshot()");
      execute(other, "INSERT INTO w (v) VALUES ('after the snapshot')");
      other.setReadOnly(true);
      other.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      other.setAutoCommit(false);
      execute(other, "SET TRANSACTION SNAPSHOT '" + snapshot + "'");
      assertThat(value(other, "SELECT count(*) FROM w")).isEqualTo(before);
      other.rollback();
      one.rollback();
    }
  }

  @Test
  @DisplayName("14: abort breaks all the connections that are held, and does not wait")
  void abortBreaksAll() throws SQLException {
    Connection connection = connect("ApplicationName=aborted&maxPoolSize=2");
    Statement open = connection.createStatement();
    ResultSet rows = open.executeQuery("SELECT v FROM t");
    assertOnReplica(connection);
    connection.setAutoCommit(false);
    execute(connection, "INSERT INTO w (v) VALUES ('aborted')");
    connection.abort(Runnable::run);
    connection.abort(Runnable::run);
    assertThat(connection.isClosed()).isTrue();
    assertThatThrownBy(() -> execute(connection, "SELECT 1")).isInstanceOf(SQLException.class);
    assertThatThrownBy(() -> open.executeQuery("SELECT 1")).isInstanceOf(SQLException.class);
    rows.close();
    Await.until(
        "the row's transaction to be rolled back",
        Await.PATIENCE,
        () ->
            onPrimary(
                    "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'aborted'"
                        + " AND state = 'idle in transaction'")
                .equals("0"));
    assertThat(onPrimary("SELECT count(*) FROM w WHERE v = 'aborted'")).isEqualTo("0");
  }
}
