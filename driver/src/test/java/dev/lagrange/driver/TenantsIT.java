package dev.lagrange.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Tenants that share pools, kept apart by row-level security: by a variable in one table, by the
 * role in another. Threads do all that may change who they are, in any order, and look after each
 * step at what they see. {@code -Dtenants.seed=…} repeats a run as far as threads allow.
 */
final class TenantsIT {

  private static final int THREADS = 6;

  private static final long SEED =
      Long.getLong("tenants.seed", new Random().nextLong() & Integer.MAX_VALUE);

  private static PostgresCluster cluster;

  @BeforeAll
  static void start() throws SQLException {
    System.out.println("tenants.seed=" + SEED);
    cluster = PostgresCluster.builder().replicas(2).start();
    try (Connection superuser = cluster.primary().connectAsSuperuser();
        Connection app = LagrangeUrl.owner(cluster)) {
      LagrangeUrl.execute(superuser, "CREATE ROLE a");
      LagrangeUrl.execute(superuser, "CREATE ROLE b");
      LagrangeUrl.execute(superuser, "GRANT a, b TO app");
      table(app, "by_variable", "coalesce(current_setting('app.tenant', true), '')");
      table(app, "by_role", "current_user");
    }
    cluster.awaitReplicasCaughtUp();
  }

  private static void table(Connection app, String name, String tenant) throws SQLException {
    LagrangeUrl.execute(app, "CREATE TABLE " + name + " (tenant text)");
    LagrangeUrl.execute(app, "INSERT INTO " + name + " VALUES ('a'), ('b')");
    LagrangeUrl.execute(app, "ALTER TABLE " + name + " ENABLE ROW LEVEL SECURITY");
    LagrangeUrl.execute(app, "ALTER TABLE " + name + " FORCE ROW LEVEL SECURITY");
    LagrangeUrl.execute(app, "CREATE POLICY own ON " + name + " USING (tenant = " + tenant + ")");
    LagrangeUrl.execute(app, "GRANT SELECT, UPDATE ON " + name + " TO a, b");
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void nobodySeesRowsOfAnotherTenantOnAnyNode() throws Exception {
    String url = LagrangeUrl.of(cluster, "consistency=weak&maxPoolSize=3&selector=roundRobin");
    try (LagrangeDataSource source = new LagrangeDataSource(url, Map.of())) {
      LagrangeUrl.awaitReplicas(cluster, source);
      AtomicInteger onReplicas = new AtomicInteger();
      List<String> wrong = walk(400, () -> new Routed(source.getConnection(), onReplicas));
      System.out.println("reads on replicas: " + onReplicas);
      assertThat(wrong).as("seed %d", SEED).isEmpty();
      assertThat(onReplicas).hasValueGreaterThan(100);
    }
  }

  @Test
  void walkCatchesPoolsThatDoNotCarryTheState() throws Exception {
    LinkedBlockingDeque<Connection> pool = new LinkedBlockingDeque<>();
    try {
      for (int i = 0; i < THREADS; i++) {
        for (PostgresNode node : cluster.nodes()) {
          pool.add(node.connect(PostgresCluster.APP_USER, PostgresCluster.APP_PASSWORD));
        }
      }
      List<String> wrong = walk(100, () -> new Plain(pool));
      assertThat(wrong).anyMatch(line -> line.contains("of another"));
      assertThat(wrong).anyMatch(line -> line.contains("lacks"));
    } finally {
      for (Connection connection : pool) {
        connection.close();
      }
    }
  }

  private static List<String> walk(int steps, Callable<TenantWalk.Client> clients)
      throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<List<String>>> walks = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        TenantWalk walk = new TenantWalk(new Random(SEED + i), clients);
        walks.add(executor.submit(() -> walk.run(steps)));
      }
      List<String> wrong = new ArrayList<>();
      for (Future<List<String>> walk : walks) {
        wrong.addAll(walk.get());
      }
      return wrong;
    } finally {
      executor.shutdownNow();
    }
  }

  /** Through the driver. */
  private record Routed(Connection connection, AtomicInteger onReplicas)
      implements TenantWalk.Client {

    @Override
    public Connection connection() {
      return connection;
    }

    @Override
    public void ran(boolean read) throws SQLException {
      if (read && LagrangeUrl.route(connection).startsWith("replica")) {
        onReplicas.incrementAndGet();
      }
    }

    @Override
    public boolean mayLock() {
      return true;
    }

    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }

  /** Through whichever plain connection is free, one for each statement outside of transactions. */
  private static final class Plain implements TenantWalk.Client {

    private final LinkedBlockingDeque<Connection> pool;
    private Connection current;

    Plain(LinkedBlockingDeque<Connection> pool) throws InterruptedException {
      this.pool = pool;
      this.current = pool.take();
    }

    @Override
    public Connection connection() {
      return current;
    }

    @Override
    public void ran(boolean read) throws SQLException {
      if (current.getAutoCommit()) {
        pool.addLast(current);
        current = pool.removeFirst();
      }
    }

    @Override
    public boolean mayLock() {
      return false;
    }

    @Override
    public void close() throws SQLException {
      if (!current.getAutoCommit()) {
        current.rollback();
        current.setAutoCommit(true);
        current.setReadOnly(false);
      }
      pool.addLast(current);
    }
  }
}
