package dev.lagrange.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PatroniCluster;
import dev.lagrange.testbed.PatroniMember;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A leader that is lost, and the one that a real Patroni makes of a replica. */
class PatroniFailoverIT {

  @Test
  void writesFollowTheNewLeader() throws Exception {
    assumeTrue(PatroniCluster.isFound(), PatroniCluster.NOT_FOUND);
    try (PatroniCluster cluster = PatroniCluster.start(3)) {
      PatroniMember lost = cluster.leader();
      List<PatroniMember> others = cluster.replicas();
      String url = LagrangeUrl.patient(cluster.driverUrl(lost) + "&failoverTimeout=2min");
      try (LagrangeDataSource source = new LagrangeDataSource(url, Map.of());
          Connection connection = source.getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE TABLE kept (n int)");
        try (NumberWriter writer = NumberWriter.start(source, "kept")) {
          writer.awaitMore(20);

          lost.kill();
          Await.until(
              "another to lead",
              Await.PATIENCE,
              () -> others.stream().anyMatch(PatroniMember::isPrimary));
          long promoted = System.nanoTime();
          writer.awaitMore(20);
          Duration first = writer.untilNextAfter(promoted);

          writer.stop();
          System.out.printf(
              "[patroni] failover: first write %d ms after the promotion, %d ms after the last before%n",
              first.toMillis(), writer.longestPause().toMillis());
          writer.assertNoneDoubled(statement);
        }
        assertThat(source.nodes().primary().id().value()).isEqualTo(cluster.leader().host());
        assertThat(cluster.leader()).isNotSameAs(lost);
      }
    }
  }
}
