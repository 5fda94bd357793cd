package dev.lagrange.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Primaries that are killed, one after the other, under an application that reads and writes; it
 * prints how long after each promotion the first write was acknowledged, and asserts nothing of
 * that.
 */
final class FailoverIT {

  private static final int PROMOTIONS = 5;
  private static final int WRITERS = 2;

  private final AtomicInteger ids = new AtomicInteger(100);
  private final NavigableSet<Long> writtenAt = new ConcurrentSkipListSet<>();
  private final Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();
  private final Set<Integer> begun = ConcurrentHashMap.newKeySet();

  @Test
  void readsGoOnAndNoWriteIsLostOrDoubled() throws SQLException {
    List<Long> millis = new ArrayList<>();
    try (PostgresCluster cluster = PostgresCluster.builder().replicas(2).synchronous(1).start()) {
      try (Connection app = LagrangeUrl.owner(cluster)) {
        LagrangeUrl.execute(app, "CREATE TABLE t (id int)");
        LagrangeUrl.execute(app, "INSERT INTO t VALUES (1)");
      }
      cluster.awaitReplicasCaughtUp();
      try (LagrangeDataSource source =
          new LagrangeDataSource(
              LagrangeUrl.of(cluster, "consistency=eventual&failoverTimeout=1min"), Map.of())) {
        LagrangeUrl.awaitReplicas(cluster, source);
        try (Workload writers = Workload.start(source, WRITERS, this::write);
            Workload readers = Workload.start(source, 2, FailoverIT::read)) {
          for (int i = 0; i < PROMOTIONS; i++) {
            millis.add(promoteAfterAKill(cluster, writers, readers));
          }
          // one for each write of which nobody could say any more what became of it
          assertThat(readers.states())
              .isSubsetOf("LG002")
              .hasSizeLessThanOrEqualTo(PROMOTIONS * WRITERS);
          assertThat(writers.states()).isSubsetOf("08007", "LG002");
        }
      }
      assertNothingLostOrDoubled(cluster.primary());
    }
    System.out.println("first write after a promotion: " + millis + " ms");
  }

  private long promoteAfterAKill(PostgresCluster cluster, Workload writers, Workload readers) {
    writers.awaitProgress();
    PostgresNode old = cluster.primary();
    old.kill();
    readers.awaitProgress();
    cluster.failOver();
    long promotedAt = System.nanoTime();
    Await.until(
        "a write after the promotion", Await.PATIENCE, () -> writtenAt.higher(promotedAt) != null);
    long took = Objects.requireNonNull(writtenAt.higher(promotedAt)) - promotedAt;
    old.rebuildFrom(cluster.primary());
    writers.awaitProgress();
    return took / 1_000_000;
  }

  private void write(Connection connection) throws SQLException {
    int id = ids.getAndIncrement();
    begun.add(id);
    LagrangeUrl.execute(connection, "INSERT INTO t VALUES (" + id + ")");
    acknowledged.add(id);
    writtenAt.add(System.nanoTime());
  }

  private static void read(Connection connection) throws SQLException {
    LagrangeUrl.value(connection, "SELECT count(*) FROM t");
  }

  private void assertNothingLostOrDoubled(PostgresNode primary) throws SQLException {
    Set<Integer> found = ConcurrentHashMap.newKeySet();
    try (Connection there =
        primary.connect(PostgresCluster.APP_USER, PostgresCluster.APP_PASSWORD)) {
      String all = LagrangeUrl.value(there, "SELECT string_agg(id::text, ',') FROM t WHERE id > 1");
      for (String id : all.split(",", -1)) {
        assertThat(found.add(Integer.parseInt(id))).as("written once: " + id).isTrue();
      }
    }
    assertThat(found).containsAll(acknowledged);
    assertThat(begun).containsAll(found);
  }
}
