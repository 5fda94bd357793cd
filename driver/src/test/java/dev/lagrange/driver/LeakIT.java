package dev.lagrange.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Connections that are borrowed, used, broken and closed, again and again, leave nothing behind:
 * {@code -Dleak.cycles} says how often, {@code -Dleak.seed} repeats a run.
 */
class LeakIT {

  private static final int CYCLES = Integer.getInteger("leak.cycles", 20_000);
  private static final long SEED = Long.getLong("leak.seed", new Random().nextInt(1_000_000));
  private static final int POOL = 5;
  private static final int FAULT_EVERY = 1_000;

  /** What later stages of the compiler, caches of statements and the like may take. */
  private static final long HEAP_TOLERANCE = 16_000_000;

  private final Random random = new Random(SEED);
  private int failures;

  @Test
  void nothingIsLeftOfConnectionsThatWereClosedInWhicheverState() throws Exception {
    try (PostgresCluster cluster = PostgresCluster.builder().replicas(2).start()) {
      create(cluster);
      String url = LagrangeUrl.of(cluster, "maxPoolSize=" + POOL + "&connectionTimeout=10s");
      try (LagrangeDataSource source = new LagrangeDataSource(url, Map.of())) {
        LagrangeUrl.awaitReplicas(cluster, source);
        cycle(cluster, source, Math.max(2_000, CYCLES / 10));
        fillPools(cluster, source);
        int threads = threads();
        long heap = heap();

        cycle(cluster, source, CYCLES);

        fillPools(cluster, source);
        long grown = heap() - heap;
        System.out.printf(
            "[leak] seed %d: %,d cycles, %,d of them with an error; threads %d, then %d; heap %+,d bytes%n",
            SEED, CYCLES, failures, threads, threads(), grown);
        Await.until("no more threads than before", Await.PATIENCE, () -> threads() <= threads);
        assertThat(grown).isLessThan(HEAP_TOLERANCE);
      }
      for (PostgresNode node : cluster.nodes()) {
        Await.until("no session on " + node, Await.PATIENCE, () -> sessions(node) == 0);
      }
    }
  }

  /** The negative control. */
  @Test
  void connectionThatIsNotClosedIsNoticed() throws Exception {
    try (PostgresCluster cluster = PostgresCluster.builder().replicas(0).start()) {
      create(cluster);
      String url = LagrangeUrl.of(cluster, "maxPoolSize=" + POOL + "&connectionTimeout=1s");
      try (LagrangeDataSource source = new LagrangeDataSource(url, Map.of())) {
        assertThat(isFilled(source)).isTrue();
        try (Connection left = source.getConnection()) {
          left.setAutoCommit(false);
          LagrangeUrl.execute(left, "UPDATE leak SET n = 0 WHERE id = 100");
          assertThat(isFilled(source)).isFalse();
        }
      }
    }
  }

  private static void create(PostgresCluster cluster) throws SQLException {
    try (Connection owner = LagrangeUrl.owner(cluster)) {
      LagrangeUrl.execute(owner, "CREATE TABLE leak (id int PRIMARY KEY, n int)");
      LagrangeUrl.execute(owner, "INSERT INTO leak SELECT i, 0 FROM generate_series(1, 100) i");
    }
  }

  private void cycle(PostgresCluster cluster, LagrangeDataSource source, int cycles)
      throws SQLException {
    for (int i = 1; i <= cycles; i++) {
      try {
        use(source);
      } catch (SQLException e) {
        failures++;
      }
      if (i % FAULT_EVERY == 0) {
        inflict(cluster);
      }
    }
    cluster.nodes().forEach(node -> node.clientLink().restore());
  }

  /** In whichever state it is, it is closed, or aborted; statements and rows are left open. */
  private void use(LagrangeDataSource source) throws SQLException {
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(random.nextInt(3) > 0);
      for (int i = random.nextInt(3); i >= 0; i--) {
        something(connection);
      }
      if (random.nextInt(200) == 0) {
        connection.abort(Runnable::run);
      } else if (!connection.getAutoCommit() && random.nextBoolean()) {
        connection.commit();
      }
    }
  }

  private void something(Connection connection) throws SQLException {
    int id = 1 + random.nextInt(100);
    switch (random.nextInt(9)) {
      case 0 -> LagrangeUrl.execute(connection, "UPDATE leak SET n = n + 1 WHERE id = " + id);
      case 1 -> LagrangeUrl.execute(connection, "SELECT 1 / 0");
      case 2 -> connection.createStatement().executeQuery("SELECT id FROM leak").next();
      case 3 -> connection.prepareStatement("SELECT n FROM leak WHERE id = ?").setInt(1, id);
      case 4 -> LagrangeUrl.execute(connection, "SET app.tenant = 't" + id + "'");
      case 5 -> LagrangeUrl.execute(connection, "CREATE TEMP TABLE passing (n int)");
      case 6 -> connection.setReadOnly(connection.getAutoCommit());
      case 7 -> {
        try (PreparedStatement batch = connection.prepareStatement("SELECT ? + 1")) {
          batch.setInt(1, id);
          batch.executeQuery().next();
        }
      }
      default -> LagrangeUrl.value(connection, "SELECT count(*) FROM leak");
    }
  }

  /** All sessions of the application are ended, on one node; or its link is cut and restored. */
  private void inflict(PostgresCluster cluster) throws SQLException {
    PostgresNode node = cluster.nodes().get(random.nextInt(3));
    if (random.nextBoolean()) {
      node.endSessions("usename = '" + PostgresCluster.APP_USER + "'");
    } else {
      node.clientLink().drop();
    }
  }

  /** As many connections as a pool may have: none is missing, and none too many. */
  private static void fillPools(PostgresCluster cluster, LagrangeDataSource source)
      throws SQLException {
    LagrangeUrl.awaitReplicas(cluster, source);
    Await.until("a pool without dead connections", Await.PATIENCE, () -> isFilled(source));
    for (PostgresNode node : cluster.nodes()) {
      assertThat(ofApplication(node)).as("sessions on %s", node).isLessThanOrEqualTo(POOL);
    }
  }

  /** Whether all of the primary's pool can be had at once; who meets a dead connection fails. */
  private static boolean isFilled(LagrangeDataSource source) throws SQLException {
    List<Connection> all = new ArrayList<>();
    try {
      for (int i = 0; i < POOL; i++) {
        Connection connection = source.getConnection();
        all.add(connection);
        connection.setAutoCommit(false);
        LagrangeUrl.execute(connection, "UPDATE leak SET n = 0 WHERE id = " + (i + 1));
      }
      return true;
    } catch (SQLException e) {
      // 57P01: what the server says to whom it was ended under
      assertThat(e.getSQLState()).as(e.getMessage()).matches("08...|57P0.");
      return false;
    } finally {
      for (Connection connection : all) {
        connection.close();
      }
    }
  }

  private static int ofApplication(PostgresNode node) throws SQLException {
    return count(node, "usename = '" + PostgresCluster.APP_USER + "'");
  }

  private static int sessions(PostgresNode node) throws SQLException {
    String users = "'%s', '%s'".formatted(PostgresCluster.APP_USER, PostgresCluster.MONITOR_USER);
    return count(node, "usename IN (" + users + ")");
  }

  private static int count(PostgresNode node, String which) throws SQLException {
    try (Connection superuser = node.connectAsSuperuser()) {
      String sql = "SELECT count(*) FROM pg_stat_activity WHERE " + which;
      return Integer.parseInt(LagrangeUrl.value(superuser, sql));
    }
  }

  private static int threads() {
    return BadInputIT.threadsOf("lagrange-").size();
  }

  private static long heap() {
    for (int i = 0; i < 3; i++) {
      ManagementFactory.getMemoryMXBean().gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
