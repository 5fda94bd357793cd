package dev.lagrange.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.routing.cluster.NodeState;
import dev.lagrange.routing.event.RoutingListener;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ClusterMonitorTest {

  private final FakeVendor cluster = new FakeVendor("a", "b", "c");
  private final FakeNode a = cluster.node("a").primaryAt(100);
  private final FakeNode b = cluster.node("b").replicaAt(100, 100);
  private final FakeNode c = cluster.node("c").replicaAt(90, 100);
  private final TestTicker ticker = new TestTicker(0);

  @Test
  void knowsRolesAndLagOnceStarted() throws SQLException {
    try (ClusterMonitor monitor = start()) {
      NodeState primary = monitor.view().primary();
      assertThat(primary).isNotNull();
      assertThat(primary.id()).isEqualTo(a.id());
      assertThat(monitor.view().node(b.id()).lag()).isNotNull();
      assertThat(monitor.view().node(c.id()).lag()).isNull();
    }
  }

  @Test
  void startFailsIfNobodyAnswers() {
    a.stop();
    b.stop();
    c.stop();
    assertThatThrownBy(this::start)
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("a:5432")
        .hasMessageContaining("refused");
  }

  @Test
  void startFailsIfAllAnswerAndNoneIsThePrimary() {
    a.replicaAt(100, 100);
    assertThatThrownBy(this::start).hasMessageContaining("None of the hosts");
  }

  @Test
  void startFailsIfTheMonitorIsGivenNonsense() {
    a.answerWith(new IllegalStateException("nonsense"));
    b.answerWith(new IllegalStateException("nonsense"));
    c.answerWith(new IllegalStateException("nonsense"));
    assertThatThrownBy(this::start).isInstanceOf(SQLException.class);
  }

  @Test
  void sampleCoversWhatWasAcknowledgedBefore() throws SQLException {
    try (ClusterMonitor monitor = start()) {
      a.primaryAt(250);
      Observation sample = monitor.sampleAfter(ticker.read()).join();
      assertThat(sample.reading().position()).isEqualTo(a.shown());
      assertThat(monitor.newestKnown()).isEqualTo(a.shown());
    }
  }

  @Test
  void demotedPrimaryDoesNotAnswerForThePrimary() throws SQLException {
    try (ClusterMonitor monitor = start()) {
      a.restart();
      a.replicaAt(50, 50);
      assertThat(monitor.sampleAfter(ticker.read())).failsWithin(Duration.ofSeconds(30));
      assertThat(monitor.view().primary()).isNull();
    }
  }

  @Test
  void replacedPrimaryDoesNotAnswerForItsSuccessor() throws Exception {
    try (ClusterMonitor monitor = start()) {
      a.freeze();
      int before = a.probes();
      var sample = monitor.sampleAfter(ticker.read());
      while (a.probes() == before) {
        Thread.onSpinWait();
      }
      b.promote(2);
      monitor.observationAfter(b.id(), ticker.read()).join();
      a.thaw();
      assertThat(sample.get().node()).isEqualTo(b.id());
    } finally {
      a.thaw();
    }
  }

  @Test
  void closedMonitorAnswersNobody() throws SQLException {
    ClusterMonitor monitor = start();
    monitor.close();
    assertThat(monitor.observationAfter(a.id(), ticker.read())).failsWithin(Duration.ofSeconds(30));
  }

  private ClusterMonitor start() throws SQLException {
    return ClusterMonitor.start(
        cluster, cluster.url(), FakeVendor.onDemand(), ticker, RoutingListener.NONE);
  }
}
