package dev.lagrange.driver.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.driver.LagrangeDataSource;
import dev.lagrange.driver.LagrangeUrl;
import dev.lagrange.routing.cluster.Role;
import dev.lagrange.routing.event.RoutingListener;
import dev.lagrange.routing.route.Route;
import dev.lagrange.testbed.PostgresCluster;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random scripts of JDBC calls, on pgjdbc itself and through the driver: each call has the same
 * result, update count, warnings, metadata or SQLSTATE. {@code -Ddifferential.seed} makes it
 * another run, {@code -Ddifferential.scripts} a longer one: of a few thousand scripts one still
 * shows a difference that nobody has thought of, which is no fault of the change that meets it.
 */
class DifferentialIT {

  private static final long SEED = Long.getLong("differential.seed", 77_000_000);
  private static final int SCRIPTS = Integer.getInteger("differential.scripts", 1_000);
  private static final int ENOUGH_TO_CATCH = 1_000;
  private static final int LENGTH = 25;

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void scriptsSeeTheSameAsWithoutTheDriver(int replicas) throws SQLException {
    System.out.printf("[differential] seed %d, %d replicas%n", SEED, replicas);
    AtomicInteger onReplicas = new AtomicInteger();
    try (PostgresCluster plain = PostgresCluster.builder().replicas(0).start();
        PostgresCluster routed = PostgresCluster.builder().replicas(replicas).start();
        LagrangeDataSource source =
            new LagrangeDataSource(
                LagrangeUrl.of(routed, "replicaWait=10s&catalogRefresh=1s"),
                Map.of(),
                counting(onReplicas))) {
      create(plain);
      create(routed);
      LagrangeUrl.awaitReplicas(routed, source);
      List<String> differences = new ArrayList<>();
      for (int script = 0; script < SCRIPTS; script++) {
        prepare(plain);
        prepare(routed);
        difference(plain, source, SEED + script).ifPresent(differences::add);
      }
      System.out.printf(
          "[differential] %d scripts of %d calls, %d statements on replicas%n",
          SCRIPTS, LENGTH, onReplicas.get());
      assertThat(differences).isEmpty();
    }
    assertThat(onReplicas.get() > SCRIPTS).isEqualTo(replicas > 0);
  }

  /** The negative control: reads that miss what was written before them. */
  @Test
  void driverThatReadsStaleRowsIsCaught() throws SQLException {
    try (PostgresCluster plain = PostgresCluster.builder().replicas(0).start();
        PostgresCluster routed = PostgresCluster.builder().replicas(1).start()) {
      create(plain);
      create(routed);
      routed.awaitReplicasCaughtUp();
      try (LagrangeDataSource source =
          new LagrangeDataSource(LagrangeUrl.of(routed, "consistency=weak&maxLag=1h"), Map.of())) {
        LagrangeUrl.awaitReplicas(routed, source);
        routed.replicas().get(0).pauseReplay();
        prepare(plain);
        prepare(routed);

        boolean caught = false;
        for (int script = 0; script < ENOUGH_TO_CATCH && !caught; script++) {
          caught = difference(plain, source, SEED + script).isPresent();
        }
        assertThat(caught).isTrue();
      }
    }
  }

  private static RoutingListener counting(AtomicInteger onReplicas) {
    return new RoutingListener() {
      @Override
      public void routed(Route route) {
        if (route.role() == Role.REPLICA) {
          onReplicas.incrementAndGet();
        }
      }
    };
  }

  /** Where a script first sees something else; empty if it does not. */
  private static Optional<String> difference(
      PostgresCluster plain, LagrangeDataSource source, long seed) throws SQLException {
    List<String> done = new ArrayList<>();
    try (Subject expected = new Subject(pgjdbc(plain));
        Subject actual = new Subject(source.getConnection())) {
      for (Step step : Steps.script(seed, LENGTH)) {
        done.add(step.name());
        String direct = step.observe(expected);
        String routed = step.observe(actual);
        if (routed.equals(direct)) {
          continue;
        }
        if (KnownDifferences.include(step, direct, routed, actual.connection)) {
          break;
        }
        return Optional.of(
            "%s%n  directly: %s%n  routed:   %s%n  seed %d: %s"
                .formatted(step, direct, routed, seed, done));
      }
    }
    return Optional.empty();
  }

  private static void create(PostgresCluster cluster) throws SQLException {
    try (Connection owner = LagrangeUrl.owner(cluster);
        Statement statement = owner.createStatement()) {
      for (String sql : Statements.SCHEMA) {
        statement.execute(sql);
      }
    }
  }

  private static void prepare(PostgresCluster cluster) throws SQLException {
    try (Connection owner = LagrangeUrl.owner(cluster);
        Statement statement = owner.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS late");
      statement.execute("TRUNCATE item, audit RESTART IDENTITY");
      statement.execute(
          "INSERT INTO item (name, price, tags) SELECT 'item ' || n, n, ARRAY['t' || n]"
              + " FROM generate_series(1, 6) n");
    }
  }

  /** With pgjdbc's own defaults. */
  private static Connection pgjdbc(PostgresCluster cluster) throws SQLException {
    return DriverManager.getConnection(
        cluster.primary().jdbcUrl(), PostgresCluster.APP_USER, PostgresCluster.APP_PASSWORD);
  }
}
