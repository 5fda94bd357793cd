package dev.lagrange.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What it costs to carry a session's settings, as the servers count statements. */
final class CarriedStateCostIT {

  private static final String READ = "SELECT v FROM t";

  private static PostgresCluster cluster;
  private static ExecutedStatements executed;
  private static LagrangeDataSource source;

  @BeforeAll
  static void start() throws SQLException {
    cluster = ExecutedStatements.counting(PostgresCluster.builder().replicas(1)).start();
    executed = new ExecutedStatements(cluster);
    try (Connection app = LagrangeUrl.owner(cluster)) {
      LagrangeUrl.execute(app, "CREATE TABLE t (v int)");
      LagrangeUrl.execute(app, "INSERT INTO t VALUES (1)");
    }
    cluster.awaitReplicasCaughtUp();
    String options = "consistency=weak&maxPoolSize=1&probeInterval=1min&catalogRefresh=1d";
    source = new LagrangeDataSource(LagrangeUrl.of(cluster, options), Map.of());
    LagrangeUrl.awaitReplicas(cluster, source);
    try (Connection connection = source.getConnection()) {
      LagrangeUrl.execute(connection, "SET app.tenant = 'none'");
      LagrangeUrl.awaitReadOnReplica(connection, READ);
    }
  }

  @AfterAll
  static void stop() throws SQLException {
    source.close();
    executed.close();
    cluster.close();
  }

  @BeforeEach
  void count() throws SQLException {
    executed.reset();
  }

  private static PostgresNode replica() {
    return cluster.replicas().get(0);
  }

  private static long on(PostgresNode node) throws SQLException {
    return executed.on(node, PostgresCluster.APP_USER);
  }

  private static void read(Connection connection, int times) throws SQLException {
    for (int i = 0; i < times; i++) {
      LagrangeUrl.value(connection, READ);
      assertThat(LagrangeUrl.route(connection)).startsWith("replica");
    }
  }

  @Test
  void stateIsGivenOnceAndEqualStateCostsNothing() throws SQLException {
    for (int session = 0; session < 3; session++) {
      try (Connection connection = source.getConnection()) {
        LagrangeUrl.execute(connection, "SET app.tenant = 'once'");
        LagrangeUrl.execute(connection, "SET app.who = 'me'");
        read(connection, 10);
      }
    }
    assertThat(on(replica())).as("one to give both, and the reads").isEqualTo(31);
  }

  @Test
  void otherStateCostsOneStatement() throws SQLException {
    for (int session = 0; session < 4; session++) {
      try (Connection connection = source.getConnection()) {
        LagrangeUrl.execute(connection, "SET app.who = 'u" + session + "'");
        read(connection, 10);
      }
    }
    assertThat(on(replica())).as("one to give each, and the reads").isEqualTo(44);
  }

  @Test
  void parameterAsTextCostsNothingMore() throws SQLException {
    String sql = "SELECT set_config('app.tenant', ?, false)";
    try (Connection connection = source.getConnection();
        PreparedStatement set = connection.prepareStatement(sql)) {
      LagrangeUrl.execute(connection, "SET app.tenant = 'first'");
      executed.reset();
      for (int i = 0; i < 5; i++) {
        set.setString(1, "tenant " + i);
        set.execute();
      }
      assertThat(on(cluster.primary())).isEqualTo(5);
      assertThat(on(replica())).isZero();
      read(connection, 10);
      assertThat(on(replica())).isEqualTo(11);
    }
  }

  @Test
  void transactionThatSetsIsAskedOnceAtItsEnd() throws SQLException {
    try (Connection connection = source.getConnection()) {
      LagrangeUrl.execute(connection, "SET app.tenant = 'before'");
      read(connection, 1);
      executed.reset();
      connection.setAutoCommit(false);
      LagrangeUrl.execute(connection, "SET app.tenant = 'a'");
      LagrangeUrl.execute(connection, "SET app.who = 'me'");
      connection.commit();
      assertThat(on(cluster.primary())).as("BEGIN, both, COMMIT and the question").isEqualTo(5);
      executed.reset();
      LagrangeUrl.execute(connection, "SET LOCAL app.tenant = 'b'");
      connection.commit();
      // the extension does not count a COMMIT whose plan it has seen before
      assertThat(on(cluster.primary())).as("BEGIN, SET LOCAL, COMMIT").isBetween(2L, 3L);
      assertThat(executed.on(cluster.primary(), PostgresCluster.APP_USER, "SELECT%"))
          .as("no question")
          .isZero();
    }
  }
}
