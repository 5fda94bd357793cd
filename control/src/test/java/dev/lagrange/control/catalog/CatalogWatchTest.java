package dev.lagrange.control.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.control.TestTicker;
import dev.lagrange.routing.catalog.Catalog;
import dev.lagrange.routing.catalog.QualifiedName;
import dev.lagrange.routing.catalog.RelationTrait;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class CatalogWatchTest {

  private static final Duration PERIOD = Duration.ofMillis(1);
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration NEVER = Duration.ofHours(1);

  private final TestTicker ticker = new TestTicker(0);
  private final Database database = new Database();
  private final List<Catalog> told = new CopyOnWriteArrayList<>();
  private CatalogWatch watch;

  @AfterEach
  void close() {
    database.thaw();
    watch.close();
  }

  @Test
  void knowsTheCatalogOnceStarted() {
    start(NEVER);
    assertThat(told).last().isEqualTo(catalog("a"));
  }

  @Test
  void knowsNothingIfTheFirstReadFailsAndReadsAgain() throws InterruptedException {
    database.fails = true;
    start(PERIOD);
    assertThat(told).containsOnly(Catalog.UNKNOWN);
    database.fails = false;
    ticker.advance(PERIOD);
    awaitTold(catalog("a"));
  }

  @Test
  void knowsNothingAtFirstIfTheFirstReadTakesTooLong() throws InterruptedException {
    database.freeze();
    start(NEVER, Duration.ZERO);
    assertThat(told).containsOnly(Catalog.UNKNOWN);
    database.thaw();
    awaitTold(catalog("a"));
  }

  @Test
  void tellsOfEachChangeOnce() throws InterruptedException {
    start(PERIOD);
    for (int i = 0; i < 3; i++) {
      awaitPeriodAndRead();
    }
    database.table = "b";
    ticker.advance(PERIOD);
    awaitTold(catalog("b"));
    assertThat(told).containsExactly(Catalog.UNKNOWN, catalog("a"), catalog("b"));
  }

  @Test
  void keepsWhatWasKnownIfReadFails() throws InterruptedException {
    start(PERIOD);
    database.fails = true;
    awaitPeriodAndRead();
    awaitPeriodAndRead();
    assertThat(told).last().isEqualTo(catalog("a"));
  }

  @Test
  void doubtsWhatItKnowsFromChangeToRead() throws InterruptedException {
    start(NEVER);
    database.freeze();
    database.table = "b";
    watch.refreshSoon();
    assertThat(told).last().isEqualTo(catalog("a").doubted());
    database.thaw();
    awaitTold(catalog("b"));
  }

  @Test
  void readThatBeganBeforeTheChangeDoesNotEndTheDoubt() throws InterruptedException {
    start(NEVER);
    database.freeze();
    watch.refreshSoon();
    database.awaitRead();
    database.table = "b";
    watch.refreshSoon();
    database.thaw();
    awaitTold(catalog("b"));
    assertThat(told)
        .containsExactly(Catalog.UNKNOWN, catalog("a"), catalog("a").doubted(), catalog("b"));
  }

  @Test
  void changesWhileReadIsUnderWayShareTheNextRead() throws InterruptedException {
    start(NEVER);
    database.freeze();
    watch.refreshSoon();
    database.awaitRead();
    for (int i = 0; i < 50; i++) {
      watch.refreshSoon();
    }
    database.thaw();
    awaitTold(catalog("a"));
    assertThat(database.count).hasValue(3);
  }

  @Test
  void doubtLastsWhileReadsFail() throws InterruptedException {
    start(PERIOD);
    database.fails = true;
    watch.refreshSoon();
    awaitPeriodAndRead();
    assertThat(told).last().isEqualTo(catalog("a").doubted());
    database.fails = false;
    ticker.advance(PERIOD);
    awaitTold(catalog("a"));
  }

  @Test
  void tellsNobodyOnceClosed() {
    start(NEVER);
    watch.close();
    watch.refreshSoon();
    assertThat(told).last().isEqualTo(catalog("a"));
  }

  private void start(Duration period) {
    start(period, LONG);
  }

  private void start(Duration period, Duration firstRead) {
    watch = CatalogWatch.start(database::read, period, firstRead, ticker, told::add, "test");
    database.reads.drainPermits();
  }

  private void awaitPeriodAndRead() throws InterruptedException {
    do {
      ticker.advance(PERIOD);
    } while (!database.reads.tryAcquire(1, TimeUnit.MILLISECONDS));
  }

  private void awaitTold(Catalog expected) {
    while (!told.get(told.size() - 1).equals(expected)) {
      ticker.advance(PERIOD);
      Thread.onSpinWait();
    }
  }

  private static Catalog catalog(String table) {
    return Catalog.of(
        Map.of(), Map.of(new QualifiedName("public", table), RelationTrait.PLAIN), Set.of());
  }

  /** A database with one table. */
  private static final class Database {
    private final Semaphore reads = new Semaphore(0);
    private final AtomicInteger count = new AtomicInteger();
    private volatile CountDownLatch frozen = new CountDownLatch(0);
    private volatile String table = "a";
    private volatile boolean fails;

    Catalog read() throws SQLException {
      String seen = table;
      count.incrementAndGet();
      reads.release();
      try {
        frozen.await();
      } catch (InterruptedException e) {
        throw new SQLException(e);
      }
      if (fails) {
        throw new SQLException("down", "08001");
      }
      return catalog(seen);
    }

    void freeze() {
      frozen = new CountDownLatch(1);
    }

    void thaw() {
      frozen.countDown();
    }

    void awaitRead() throws InterruptedException {
      reads.acquire();
    }
  }
}
