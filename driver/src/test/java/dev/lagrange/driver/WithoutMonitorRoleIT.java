package dev.lagrange.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same promises where the application's plain role is all that there is. */
final class WithoutMonitorRoleIT {

  private static PostgresCluster cluster;

  @BeforeAll
  static void start() throws SQLException {
    cluster = PostgresCluster.builder().replicas(1).start();
    try (Connection connection = LagrangeUrl.owner(cluster)) {
      LagrangeUrl.execute(connection, "CREATE TABLE t (id int PRIMARY KEY)");
    }
    cluster.awaitReplicasCaughtUp();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static Connection connect(String options) throws SQLException {
    return LagrangeUrl.connectTo(cluster, LagrangeUrl.withoutMonitor(cluster, options));
  }

  @Test
  void readsGoToReplicasAtEachLevel() throws SQLException {
    try (Connection connection = connect("")) {
      for (String level : new String[] {"weak", "eventual", "bounded(5s)"}) {
        Await.until(
            "a read at " + level + " on the replica",
            Await.PATIENCE,
            () -> {
              count(connection, level, 0);
              return LagrangeUrl.route(connection).startsWith("replica");
            });
      }
    }
  }

  @Test
  void laggingReplicaHidesNoWriteFromItsWriterButFromWeakReads() throws SQLException {
    PostgresNode replica = cluster.replicas().get(0);
    int id = 100;
    for (String scope : new String[] {"cluster", "datasource", "connection"}) {
      id++;
      try (Connection connection = connect("sessionScope=" + scope)) {
        count(connection, "weak", 1);
        replica.pauseReplay();
        LagrangeUrl.execute(connection, "INSERT INTO t VALUES (" + id + ")");
        assertThat(count(connection, "eventual", id)).as(scope).isEqualTo(1);
        assertThat(LagrangeUrl.route(connection)).as(scope).startsWith("primary");
        assertThat(count(connection, "weak", id)).as(scope).isZero();
        assertThat(LagrangeUrl.route(connection)).as(scope).startsWith("replica");
      } finally {
        replica.resumeReplay();
        cluster.awaitReplicasCaughtUp();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"index", "quorum"})
  void strongReadsByReplicasAreRefusedWhenTheyAreOpened(String strongReads) {
    String url =
        LagrangeUrl.withoutMonitor(cluster, "consistency=strong&strongReads=" + strongReads);
    assertThatThrownBy(() -> new LagrangeDataSource(url, Map.of()).getConnection())
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("LG004"))
        .hasMessageContaining("monitorUser to a member of pg_monitor");
  }

  @Test
  void whereNobodyWaitsForReplicasALostOneHoldsNoReadUp() throws SQLException {
    PostgresNode replica = cluster.replicas().get(0);
    try (Connection connection = connect("failoverTimeout=20s");
        Connection busy = cluster.primary().connectAsSuperuser()) {
      busy.setAutoCommit(false);
      LagrangeUrl.execute(busy, "INSERT INTO t VALUES (7)");
      LagrangeUrl.awaitReadOnReplica(connection, "SELECT count(*) FROM t WHERE id = 7");
      replica.clientLink().refuse();

      connection.setAutoCommit(false);
      assertThat(count(connection, "eventual", 7)).isZero();
      assertThat(LagrangeUrl.route(connection)).startsWith("primary");
      connection.rollback();
      busy.rollback();
    } finally {
      replica.clientLink().restore();
    }
  }

  private static int count(Connection connection, String level, int id) throws SQLException {
    return Integer.parseInt(
        LagrangeUrl.value(
            connection,
            "/*+ consistency(" + level + ") */ SELECT count(*) FROM t WHERE id = " + id));
  }
}
