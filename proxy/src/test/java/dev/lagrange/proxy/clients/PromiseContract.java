package dev.lagrange.proxy.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.proxy.ProxyOn;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import java.sql.SQLException;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every client gets at {@code eventual}: what one connection wrote, another reads at once; and
 * at {@code weak}, as the control, not.
 */
@Timeout(60)
@TestInstance(Lifecycle.PER_CLASS)
abstract class PromiseContract {

  static final String WRITE = "UPDATE promised SET v = ";
  static final String READ = "SELECT v, current_setting('cluster_name') FROM promised";

  private static final int ROUNDS = 100;
  private static final Duration LAG = Duration.ofMillis(100);

  private PostgresCluster cluster;

  /** One connection of the client under test. */
  interface Client extends AutoCloseable {

    /** Runs {@link #WRITE} with a value. */
    void write(int value) throws Exception;

    /** Runs {@link #READ}. */
    Seen read() throws Exception;

    @Override
    void close() throws Exception;
  }

  /** What a read returned, and the name of the node that served it. */
  record Seen(int value, String node) {}

  /** The ways in which the client can speak to a server. */
  abstract Stream<String> ways();

  /** Connects in one of them. */
  abstract Client connect(ProxyOn proxy, String way) throws Exception;

  @BeforeAll
  void startCluster() throws SQLException {
    cluster = PostgresCluster.builder().replicas(2).start();
    cluster.execute("CREATE TABLE promised AS SELECT 0 AS v");
    cluster.awaitReplicasCaughtUp();
  }

  @AfterAll
  void stopCluster() {
    cluster.close();
  }

  @ParameterizedTest
  @MethodSource("ways")
  void nothingIsMissedWhileReplicasLag(String way) throws Exception {
    assertThat(rounds(way, "eventual", LAG).missed()).isZero();
  }

  @ParameterizedTest
  @MethodSource("ways")
  void replicasServeWhileTheyKeepUp(String way) throws Exception {
    Outcome outcome = rounds(way, "eventual", Duration.ZERO);
    assertThat(outcome.missed()).isZero();
    assertThat(outcome.onReplicas()).isGreaterThanOrEqualTo(ROUNDS / 2);
  }

  @ParameterizedTest
  @MethodSource("ways")
  void weakMissesWritesWhileReplicasLag(String way) throws Exception {
    assertThat(rounds(way, "weak", LAG).missed()).isPositive();
  }

  private record Outcome(int missed, int onReplicas) {}

  private Outcome rounds(String way, String level, Duration lag) throws Exception {
    for (PostgresNode replica : cluster.replicas()) {
      replica.applyDelay(lag);
    }
    cluster.awaitReplicasCaughtUp();
    int missed = 0;
    int onReplicas = 0;
    try (ProxyOn proxy = ProxyOn.start(cluster, "consistency=" + level);
        Client writer = connect(proxy, way);
        Client reader = connect(proxy, way)) {
      for (int round = 1; round <= ROUNDS; round++) {
        writer.write(round);
        Seen seen = reader.read();
        missed += seen.value() == round ? 0 : 1;
        onReplicas += seen.node().equals(cluster.primary().name()) ? 0 : 1;
      }
    }
    System.out.printf(
        "%s %s at %s, %d ms behind: of %d reads %d missed a write, %d on replicas%n",
        getClass().getSimpleName(), way, level, lag.toMillis(), ROUNDS, missed, onReplicas);
    return new Outcome(missed, onReplicas);
  }
}
