package dev.lagrange.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Options that choose among replicas, by what a client sees of them; each beside its opposite. */
final class ReplicaOptionsIT {

  private static final String READ = "SELECT ver FROM r WHERE id = 0";

  private PostgresCluster cluster;

  @BeforeEach
  void start() throws SQLException {
    cluster = RegisterSession.startCluster(2, 1);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void aReplicaBehindMaxLagServesNoWeakRead() throws SQLException {
    String url = "consistency=weak&probeInterval=50ms&maxLag=";
    try (Connection strict = LagrangeUrl.connect(cluster, url + "500ms");
        Connection patient = LagrangeUrl.connect(cluster, url + "1d");
        Connection owner = LagrangeUrl.owner(cluster)) {
      LagrangeUrl.awaitReadOnReplica(strict, READ);
      cluster.replicas().forEach(PostgresNode::pauseReplay);
      Await.until(
          "the replicas to be too far behind",
          Await.PATIENCE,
          () -> {
            LagrangeUrl.execute(owner, "UPDATE r SET ver = ver + 1");
            return read(strict).startsWith("primary");
          });
      assertThat(LagrangeUrl.route(strict)).contains("further behind than maxLag");
      assertThat(read(patient)).startsWith("replica");
    }
  }

  @Test
  void roundRobinTakesEachReplicaInTurn() throws SQLException {
    assertThat(repetitions("roundRobin")).isZero();
    assertThat(repetitions("leastOutstanding")).isPositive();
  }

  /** How often, of forty reads, one is served by the replica that served the one before. */
  private long repetitions(String selector) throws SQLException {
    List<String> nodes = new ArrayList<>();
    String options = "consistency=weak&selector=" + selector;
    try (Connection connection = LagrangeUrl.connect(cluster, options)) {
      for (int i = 0; i < 40; i++) {
        String route = read(connection);
        assertThat(route).startsWith("replica");
        nodes.add(route.split(" ", 3)[1]);
      }
    }
    long repeated = 0;
    for (int i = 1; i < nodes.size(); i++) {
      repeated += nodes.get(i).equals(nodes.get(i - 1)) ? 1 : 0;
    }
    return repeated;
  }

  @Test
  void withoutAPrimaryNothingStandsInIfAnErrorIsAskedFor() throws SQLException {
    String url = "probeInterval=50ms&failoverTimeout=1s&standIn=";
    try (Connection refusing = LagrangeUrl.connect(cluster, url + "error");
        Connection serving = LagrangeUrl.connect(cluster, url + "serve")) {
      read(refusing);
      cluster.primary().kill();
      Await.until(
          "the newest known position to stand in",
          Await.PATIENCE,
          () -> read(serving).contains("no primary can be asked"));
      assertThatThrownBy(() -> read(refusing))
          .hasMessageContaining("standIn=error")
          .extracting(e -> ((SQLException) e).getSQLState())
          .isEqualTo("LG001");
    }
  }

  private static String read(Connection connection) throws SQLException {
    LagrangeUrl.value(connection, READ);
    return LagrangeUrl.route(connection);
  }
}
