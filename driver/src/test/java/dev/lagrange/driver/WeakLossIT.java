package dev.lagrange.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.testbed.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A crash of the primary takes an acknowledged weak write with it only where that was declared. */
final class WeakLossIT {

  private static final String READ = "SELECT string_agg(id::text, ' ' ORDER BY id) FROM w";

  @ParameterizedTest
  @CsvSource({"sync, 1 2", "async, 1", "fireAndForget, 1"})
  void crashTakesAnAcknowledgedWeakWriteOnlyWhereDeclared(String weakWrites, String left)
      throws SQLException {
    // nothing but a commit that waits has the log written within the test
    try (PostgresCluster cluster =
            PostgresCluster.builder()
                .setting("wal_writer_delay", "10s")
                .setting("autovacuum", "off")
                .start();
        Connection owner = LagrangeUrl.owner(cluster);
        LagrangeDataSource source =
            new LagrangeDataSource(LagrangeUrl.of(cluster, "weakWrites=" + weakWrites), Map.of())) {
      LagrangeUrl.execute(owner, "CREATE TABLE w (id int)");
      try (Connection connection = source.getConnection()) {
        LagrangeUrl.execute(connection, "INSERT INTO w VALUES (1)");
        LagrangeUrl.execute(connection, "/*+ consistency(weak) */ INSERT INTO w VALUES (2)");
        // sent and acknowledged by now
        assertThat(LagrangeUrl.value(connection, READ)).isEqualTo("1 2");
        cluster.primary().kill();
      }
      cluster.primary().start();
      try (Connection after = LagrangeUrl.owner(cluster)) {
        assertThat(LagrangeUrl.value(after, READ)).isEqualTo(left);
      }
    }
  }
}
