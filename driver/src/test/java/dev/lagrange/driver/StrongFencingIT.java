package dev.lagrange.driver;

import static dev.lagrange.testbed.StandbyCluster.READ;
import static dev.lagrange.testbed.StandbyCluster.stateOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresNode;
import dev.lagrange.testbed.StandbyCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Strong reads beside a primary that was deposed and lives on, with a barrier and without. */
final class StrongFencingIT {

  private StandbyCluster cluster;
  private PostgresNode old;

  @BeforeEach
  void start() throws SQLException {
    cluster = StandbyCluster.start(2, 1);
    old = cluster.primary();
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private LagrangeDataSource open(String fencing, String failoverTimeout) throws SQLException {
    return LagrangeUrl.open(
        cluster,
        "consistency=strong&strongFencing=" + fencing + "&failoverTimeout=" + failoverTimeout);
  }

  private static String answer(Connection connection) {
    try {
      return LagrangeUrl.value(connection, READ);
    } catch (SQLException e) {
      return e.toString();
    }
  }

  private static String readOf(Connection connection) {
    return stateOf(connection, READ);
  }

  @Test
  void deposedPrimaryServesNoStrongReadBehindABarrier() throws SQLException {
    try (LagrangeDataSource fenced = open("barrier", "3s");
        LagrangeDataSource unfenced = open("none", "3s");
        Connection careful = fenced.getConnection();
        Connection careless = unfenced.getConnection()) {
      assertThat(LagrangeUrl.value(careful, READ)).isEqualTo("1");
      assertThat(LagrangeUrl.value(careless, READ)).isEqualTo("1");

      cluster.deposeBehindTheClientsBack();

      // Without a barrier it happens: that is what the test is for.
      assertThat(LagrangeUrl.value(careless, READ)).isEqualTo("1");
      assertThatThrownBy(() -> LagrangeUrl.value(careful, READ))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("LG004"))
          .hasMessageContaining("failoverTimeout=3000ms");

      cluster.showAllToClients();
      Await.until("strong reads to go on", Await.PATIENCE, () -> readOf(careful).equals("none"));
      assertThat(LagrangeUrl.value(careful, READ)).isEqualTo("2");
    }
  }

  @Test
  void readThatWaitsForADeposedPrimaryGoesToItsSuccessor() throws Exception {
    try (LagrangeDataSource fenced = open("barrier", "1min");
        Connection connection = fenced.getConnection()) {
      assertThat(LagrangeUrl.value(connection, READ)).isEqualTo("1");
      cluster.deposeBehindTheClientsBack();

      CompletableFuture<String> read = CompletableFuture.supplyAsync(() -> answer(connection));
      cluster.showAllToClients();

      assertThat(read.get(1, TimeUnit.MINUTES)).isEqualTo("2");
    }
  }

  @Test
  void primaryThatNobodyHasToFollowProvesNothing() throws SQLException {
    try (LagrangeDataSource fenced = open("barrier", "10s");
        Connection connection = fenced.getConnection()) {
      old.set("synchronous_standby_names", "");
      Await.until("the setting to hold", Await.PATIENCE, () -> readOf(connection).equals("LG004"));
      assertThatThrownBy(() -> LagrangeUrl.value(connection, READ))
          .hasMessageContaining("synchronous_standby_names is empty");
      LagrangeUrl.execute(connection, "/*+ consistency(eventual) */ INSERT INTO t VALUES (2)");
      assertThat(LagrangeUrl.value(connection, "/*+ consistency(eventual) */ " + READ))
          .isEqualTo("2");

      old.set("synchronous_standby_names", "ANY 1 (*)");
      Await.until("the setting to hold", Await.PATIENCE, () -> readOf(connection).equals("none"));
    }
  }

  @Test
  void monitorThatMaySeeNoStandbyProvesNothing() throws SQLException {
    String url =
        LagrangeUrl.withoutMonitor(cluster.servers(), "consistency=strong&strongFencing=barrier");
    try (LagrangeDataSource fenced = new LagrangeDataSource(url, Map.of());
        Connection connection = fenced.getConnection()) {
      assertThatThrownBy(() -> LagrangeUrl.value(connection, READ))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("LG004"))
          .hasMessageContaining("member of pg_monitor");
    }
  }

  @Test
  void strongReadsGoOnWhenThePrimaryIsStartedAnew() throws SQLException {
    try (LagrangeDataSource fenced = open("barrier", "1min");
        Workload readers = Workload.start(fenced, 4, c -> LagrangeUrl.value(c, READ))) {
      readers.awaitProgress();
      for (int restarts = 0; restarts < 3; restarts++) {
        old.kill();
        old.start();
        readers.awaitProgress();
      }
    }
  }

  @Test
  void strongReadsGoOnWithTheNextPrimary() throws SQLException {
    try (LagrangeDataSource fenced = open("barrier", "30s");
        Connection connection = fenced.getConnection()) {
      assertThat(LagrangeUrl.value(connection, READ)).isEqualTo("1");
      LagrangeUrl.execute(connection, "INSERT INTO t VALUES (2)");
      old.kill();
      cluster.servers().failOver();

      Await.until("reads to go on", Await.PATIENCE, () -> readOf(connection).equals("none"));
      assertThat(LagrangeUrl.route(connection)).startsWith("primary");
    }
  }
}
