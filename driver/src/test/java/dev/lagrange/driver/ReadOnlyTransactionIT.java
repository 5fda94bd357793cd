package dev.lagrange.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.testbed.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transactions that are declared read-only, on a replica, and those that are not. */
final class ReadOnlyTransactionIT {

  private static final String READ = "SELECT ver FROM r WHERE id = 0";
  private static final String WRITE = "UPDATE r SET ver = ver + 1 WHERE id = 0";

  private static PostgresCluster cluster;

  @BeforeAll
  static void start() throws SQLException {
    cluster = RegisterSession.startCluster(2, 1);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @AfterEach
  void resume() {
    cluster.replicas().forEach(replica -> replica.resumeReplay());
    cluster.awaitReplicasCaughtUp();
  }

  @Test
  void declaredByJdbcRunsOnOneReplicaWithOneSnapshot() throws SQLException {
    try (Connection reader = LagrangeUrl.connect(cluster, "consistency=weak");
        Connection writer = LagrangeUrl.connect(cluster, "")) {
      reader.setReadOnly(true);
      reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      reader.setAutoCommit(false);
      String seen = LagrangeUrl.value(reader, READ);
      String first = node(reader);
      LagrangeUrl.execute(writer, WRITE);
      cluster.awaitReplicasCaughtUp();

      assertThat(first).startsWith("replica");
      for (int i = 0; i < 10; i++) {
        assertThat(LagrangeUrl.value(reader, READ)).isEqualTo(seen);
        assertThat(node(reader)).isEqualTo(first);
      }
      reader.commit();
      assertThat(LagrangeUrl.value(reader, READ)).isNotEqualTo(seen);
      reader.commit();
    }
  }

  @Test
  void declaredInSqlRunsOnOneReplicaWithOneSnapshot() throws SQLException {
    try (Connection reader = LagrangeUrl.connect(cluster, "consistency=weak");
        Connection writer = LagrangeUrl.connect(cluster, "")) {
      LagrangeUrl.execute(reader, "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY");
      String seen = LagrangeUrl.value(reader, READ);
      String first = node(reader);
      LagrangeUrl.execute(writer, WRITE);
      cluster.awaitReplicasCaughtUp();

      assertThat(first).startsWith("replica");
      assertThat(LagrangeUrl.value(reader, READ)).isEqualTo(seen);
      assertThat(node(reader)).isEqualTo(first);
      LagrangeUrl.execute(reader, "COMMIT");
      assertThat(LagrangeUrl.value(reader, READ)).isNotEqualTo(seen);
    }
  }

  @Test
  void undeclaredRunsOnThePrimary() throws SQLException {
    try (Connection connection = LagrangeUrl.connect(cluster, "consistency=weak")) {
      connection.setAutoCommit(false);
      LagrangeUrl.value(connection, READ);
      assertThat(LagrangeUrl.route(connection))
          .startsWith("primary")
          .contains("not declared read-only");
      connection.rollback();
      connection.setAutoCommit(true);
      LagrangeUrl.execute(connection, "BEGIN");
      LagrangeUrl.value(connection, READ);
      assertThat(node(connection)).startsWith("primary");
      LagrangeUrl.execute(connection, "ROLLBACK");
      LagrangeUrl.value(connection, READ);
      assertThat(node(connection)).startsWith("replica");
    }
  }

  @Test
  void seesWhatTheSessionWroteThoughReplicasLag() throws SQLException {
    try (Connection connection = LagrangeUrl.connect(cluster, "sessionScope=connection")) {
      cluster.replicas().forEach(replica -> replica.pauseReplay());
      LagrangeUrl.execute(connection, WRITE);
      String written = fromPrimary();
      connection.setReadOnly(true);
      connection.setAutoCommit(false);
      assertThat(LagrangeUrl.value(connection, READ)).isEqualTo(written);
      connection.commit();
      connection.setAutoCommit(true);
      LagrangeUrl.execute(connection, "BEGIN READ ONLY");
      assertThat(LagrangeUrl.value(connection, READ)).isEqualTo(written);
      LagrangeUrl.execute(connection, "COMMIT");
      LagrangeUrl.execute(connection, "SET lagrange.consistency = 'weak'");
      assertThat(LagrangeUrl.value(connection, READ)).isNotEqualTo(written);
    }
  }

  @Test
  void writeWithinIsRefused() throws SQLException {
    try (Connection connection = LagrangeUrl.connect(cluster, "")) {
      connection.setReadOnly(true);
      connection.setAutoCommit(false);
      LagrangeUrl.value(connection, READ);
      assertRefusedAsReadOnly(connection);
      connection.rollback();
      assertRefusedAsReadOnly(connection);
      connection.rollback();
      connection.setAutoCommit(true);
      connection.setReadOnly(false);
      LagrangeUrl.execute(connection, "BEGIN READ ONLY");
      assertRefusedAsReadOnly(connection);
      LagrangeUrl.execute(connection, "ROLLBACK");
      LagrangeUrl.execute(connection, WRITE);
    }
  }

  /** It would read at the freshness of the transaction before. */
  @ParameterizedTest
  @ValueSource(strings = {"COMMIT; " + READ, "COMMIT; BEGIN READ ONLY"})
  void whatFollowsItsEndInOneTextIsRefusedOnAReplica(String text) throws SQLException {
    try (Connection connection = LagrangeUrl.connect(cluster, "");
        Connection writer = LagrangeUrl.connect(cluster, "")) {
      LagrangeUrl.execute(connection, "BEGIN READ ONLY");
      LagrangeUrl.value(connection, READ);
      assertThat(node(connection)).startsWith("replica");
      cluster.replicas().forEach(replica -> replica.pauseReplay());
      LagrangeUrl.execute(writer, WRITE);
      assertRefusedAsReadOnly(connection, text);
      LagrangeUrl.execute(connection, "ROLLBACK");
      assertThat(LagrangeUrl.value(connection, READ)).isEqualTo(fromPrimary());

      LagrangeUrl.execute(connection, "BEGIN"); // on the primary, which is as fresh as it gets
      LagrangeUrl.execute(connection, text);
      LagrangeUrl.execute(connection, "ROLLBACK");
    }
  }

  private static void assertRefusedAsReadOnly(Connection connection) {
    assertRefusedAsReadOnly(connection, WRITE);
  }

  private static void assertRefusedAsReadOnly(Connection connection, String sql) {
    assertThatThrownBy(() -> LagrangeUrl.execute(connection, sql))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25006"));
  }

  /** The role and the address of the last decision. */
  private static String node(Connection connection) throws SQLException {
    String[] words = LagrangeUrl.route(connection).split(" ", 3);
    return words[0] + " " + words[1];
  }

  private static String fromPrimary() throws SQLException {
    try (Connection connection = cluster.primary().connectAsSuperuser()) {
      return LagrangeUrl.value(connection, READ);
    }
  }
}
