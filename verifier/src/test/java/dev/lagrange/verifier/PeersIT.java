package dev.lagrange.verifier;

import static dev.lagrange.routing.consistency.Consistency.EVENTUAL;
import static dev.lagrange.routing.consistency.Consistency.STRONG;
import static dev.lagrange.verifier.check.Guarantee.MONOTONIC_READS;
import static dev.lagrange.verifier.check.Guarantee.NO_LOST_WRITE;
import static dev.lagrange.verifier.check.Guarantee.READ_YOUR_WRITES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lagrange.testbed.HaProxy;
import dev.lagrange.testbed.Pgpool;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The verifier against what nobody here wrote, before a primary and two replicas of which one is
 * late. What is broken is a matter of chance, if a likely one, so runs are repeated until it is.
 */
class PeersIT {
  private static final Duration DURATION = Duration.ofSeconds(4);
  private static final Duration DELAY = Duration.ofMillis(300);

  /** What Pgpool's manual has for the least stale reads while it still balances. */
  private static final Map<String, String> STRICT =
      Map.of(
          "disable_load_balance_on_write", "always",
          "sr_check_period", "1",
          "delay_threshold", "1",
          // each connection is a process of Pgpool's; nothing to do with what is read
          "num_init_children", "64");

  private static PostgresCluster cluster;

  @BeforeAll
  static void startCluster() {
    cluster = PostgresCluster.builder().replicas(2).start();
  }

  @AfterAll
  static void closeCluster() {
    cluster.close();
  }

  @Test
  void singleServerBreaksNothingAtStrong() throws Exception {
    Plan plan = Plan.of(app(cluster.primary().jdbcUrl()), STRONG, DURATION);

    Judged judged = Judged.runUntilEnough("a single server", plan, Disturbance.NONE);

    assertThat(judged.readsOnReplicas()).isZero();
    assertThat(judged.broken()).isEmpty();
  }

  @Test
  void haProxyBreaksReadYourWritesAndMonotonicReads() throws Exception {
    assumeTrue(HaProxy.isFound(), HaProxy.NOT_FOUND);
    try (HaProxy haProxy = HaProxy.start(cluster)) {
      Plan plan =
          Plan.of(app(haProxy.primaryUrl()), EVENTUAL, DURATION)
              .withReadUrl(app(haProxy.replicasUrl()));

      Judged judged =
          Judged.runUntilBroken("HAProxy", plan, late(), READ_YOUR_WRITES, MONOTONIC_READS);

      assertThat(judged.broken())
          .contains(READ_YOUR_WRITES, MONOTONIC_READS)
          .doesNotContain(NO_LOST_WRITE);
    }
  }

  @Test
  void pgpoolBreaksReadYourWritesAndMonotonicReadsByDefault() throws Exception {
    assumeTrue(Pgpool.isFound(), Pgpool.NOT_FOUND);
    try (Pgpool pgpool = Pgpool.start(cluster, Map.of())) {
      Plan plan = Plan.of(app(pgpool.jdbcUrl()), EVENTUAL, DURATION);

      Judged judged =
          Judged.runUntilBroken(
              "Pgpool-II, default", plan, late(), READ_YOUR_WRITES, MONOTONIC_READS);

      assertThat(judged.broken())
          .contains(READ_YOUR_WRITES, MONOTONIC_READS)
          .doesNotContain(NO_LOST_WRITE);
    }
  }

  /** pgjdbc sends a SET when it connects, and for Pgpool that is a write like any other. */
  @Test
  void strictPgpoolBreaksNothingWhileEachConnectionBeginsWithAWrite() throws Exception {
    assumeTrue(Pgpool.isFound(), Pgpool.NOT_FOUND);
    try (Pgpool pgpool = Pgpool.start(cluster, STRICT)) {
      Plan plan = Plan.of(app(pgpool.jdbcUrl()), EVENTUAL, DURATION);

      Judged judged = Judged.runUntilEnough("Pgpool-II, strict", plan, late());

      assertThat(judged.readsOnReplicas()).isZero();
      assertThat(judged.broken()).isEmpty();
    }
  }

  @Test
  void strictPgpoolBreaksReadYourWritesOnConnectionsThatOnlyRead() throws Exception {
    assumeTrue(Pgpool.isFound(), Pgpool.NOT_FOUND);
    try (Pgpool pgpool = Pgpool.start(cluster, STRICT)) {
      // of a server as new as this, pgjdbc need not ask: the name goes with the connection request
      String url = app(pgpool.jdbcUrl()) + "&assumeMinServerVersion=9.0";
      Plan plan = Plan.of(url, EVENTUAL, DURATION).withReadUrl(url);

      Judged judged =
          Judged.runUntilBroken(
              "Pgpool-II, strict, reads on connections of their own",
              plan,
              new PausedNowAndThen(lateReplica()),
              READ_YOUR_WRITES);

      assertThat(judged.broken()).contains(READ_YOUR_WRITES).doesNotContain(NO_LOST_WRITE);
    }
  }

  private static Disturbance late() {
    PostgresNode replica = lateReplica();
    return () -> {
      replica.applyDelay(DELAY);
      return () -> replica.applyDelay(Duration.ZERO);
    };
  }

  private static PostgresNode lateReplica() {
    return cluster.replicas().get(1);
  }

  private static String app(String url) {
    return url + "&user=" + PostgresCluster.APP_USER + "&password=" + PostgresCluster.APP_PASSWORD;
  }
}
