package dev.lagrange.proxy;

import static dev.lagrange.testbed.Sql.value;
import static dev.lagrange.testbed.StandbyCluster.READ;
import static dev.lagrange.testbed.StandbyCluster.replication;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.control.Link;
import dev.lagrange.control.Observation;
import dev.lagrange.control.Stamp;
import dev.lagrange.control.cluster.Cluster;
import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.Link.Direction;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.StandbyCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The limit of a confirmation counts from when the server had answered, however late somebody comes
 * to ask for it: here it is so long that whoever waits for it again fails the test.
 */
@Timeout(120)
final class ConfirmationLimitIT {

  private record ToPrimary(NodeId node, Stamp stamp, long openedAt) implements Link {

    static ToPrimary of(Cluster cluster) throws SQLException {
      long now = cluster.ticker().read();
      Observation primary = cluster.samples().primaryAfter(now);
      assertThat(primary).isNotNull();
      return new ToPrimary(primary.node(), primary.stamp(), now);
    }
  }

  private static ProxyOn open(StandbyCluster cluster) throws SQLException {
    return ProxyOn.start(
        cluster.servers(),
        "probeInterval=50ms&consistency=strong&failoverTimeout=10min&strongReads=index");
  }

  private static void confirm(Cluster cluster, boolean wrote, long endedAt) throws SQLException {
    cluster.strongPath().confirmOfPrimary(ToPrimary.of(cluster), cluster.session(), wrote, endedAt);
  }

  @ParameterizedTest
  @CsvSource({"false, LG004", "true, 08007"})
  void whatWaitedTheWholeLimitForItsTurnWaitsNoMore(boolean wrote, String state) throws Exception {
    try (StandbyCluster servers = StandbyCluster.start(3, 2);
        ProxyOn proxy = open(servers);
        Connection client = proxy.connect("")) {
      Cluster cluster = proxy.proxy().cluster(PostgresCluster.DATABASE);
      assertThat(value(client, READ)).isEqualTo("1");
      long limit = cluster.strongPath().limit().toNanos();
      replication(servers.replicas(), link -> link.cut(Direction.TO_CLIENT));
      try (Connection writer = StandbyCluster.connect(servers.primary())) {
        CompletableFuture<String> write =
            CompletableFuture.supplyAsync(
                () -> StandbyCluster.stateOf(writer, "INSERT INTO t VALUES (2)"));
        Await.until(
            "it to wait", Await.PATIENCE, () -> servers.primary().countWaiting("SyncRep") > 0);
        servers.cancelWaitsUntil(write);
      }

      assertThatThrownBy(() -> confirm(cluster, wrote, cluster.ticker().read() - limit))
          .isInstanceOfSatisfying(
              SQLException.class, told -> assertThat(told.getSQLState()).isEqualTo(state));
      replication(servers.replicas(), dev.lagrange.testbed.Link::restore);
    }
  }

  @Test
  void whatIsHeldIsConfirmedWithinTheLimit() throws Exception {
    try (StandbyCluster servers = StandbyCluster.start(3, 2);
        ProxyOn proxy = open(servers);
        Connection client = proxy.connect("")) {
      Cluster cluster = proxy.proxy().cluster(PostgresCluster.DATABASE);
      assertThat(value(client, READ)).isEqualTo("1");
      confirm(cluster, false, cluster.ticker().read());
      confirm(cluster, true, cluster.ticker().read());
    }
  }
}
