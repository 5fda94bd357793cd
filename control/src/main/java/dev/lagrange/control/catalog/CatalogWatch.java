package dev.lagrange.control.catalog;

import dev.lagrange.control.Ticker;
import dev.lagrange.routing.catalog.Catalog;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what is known of a database's catalog: reads it at the start, periodically, and soon after
 * this process changed it. From such a change until a read that began after it, what is known is
 * {@linkplain Catalog#doubted() doubted}: no relation passes for one that a replica may be asked
 * for. A read that fails keeps what was known before, and is repeated.
 *
 * <p>Changes by others, or by code within the database, are seen within the period. Until then a
 * new table's reads run on the primary, and a view or a function that was replaced is judged by
 * what it was.
 *
 * <p>Thread-safe. One daemon thread; {@link #close} ends it.
 */
public final class CatalogWatch implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(CatalogWatch.class);

  /** A read that failed is repeated after this time, or after the period if that is shorter. */
  private static final Duration RETRY = Duration.ofSeconds(1);

  /** Where the catalog is read. */
  @FunctionalInterface
  public interface Source {

    /** The catalog as of now or later. Called by one thread at a time. */
    Catalog read() throws SQLException;
  }

  private final Source source;
  private final Duration period;
  private final Ticker ticker;
  private final Consumer<Catalog> listener;
  private final Thread thread;
  private final CountDownLatch first = new CountDownLatch(1);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition wanted = lock.newCondition();
  private Catalog published = Catalog.UNKNOWN;
  private Catalog settled = Catalog.UNKNOWN;
  private long changes;
  private long seen;
  private long dueAt;
  private boolean failing;
  private boolean closed;

  private CatalogWatch(
      Source source, Duration period, Ticker ticker, Consumer<Catalog> listener, String name) {
    this.source = source;
    this.period = period;
    this.ticker = ticker;
    this.listener = listener;
    this.thread = new Thread(this::run, "lagrange-catalog-" + name);
    this.thread.setDaemon(true);
  }

  /**
   * Starts to watch. Blocks for the first read; if it fails or takes too long, nothing is known at
   * first: a catalog that cannot be read, for a lock perhaps, must not keep an application from
   * starting.
   *
   * @param firstRead how long the first read may take
   * @param listener told of the catalog before this returns, and of each one that differs from the
   *     last; called under a lock, by the watch's thread or by who calls {@link #refreshSoon}
   * @param name what the thread is named after
   */
  public static CatalogWatch start(
      Source source,
      Duration period,
      Duration firstRead,
      Ticker ticker,
      Consumer<Catalog> listener,
      String name) {
    CatalogWatch watch = new CatalogWatch(source, period, ticker, listener, name);
    listener.accept(Catalog.UNKNOWN);
    watch.thread.start();
    try {
      watch.first.await(firstRead.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return watch;
  }

  /**
   * This process changed the catalog: what is known is doubted until it was read. Does not block.
   */
  public void refreshSoon() {
    lock.lock();
    try {
      changes++;
      publish(settled.doubted());
      wanted.signal();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    read();
    first.countDown();
    while (awaitDemandOrTime()) {
      read();
    }
  }

  private void read() {
    long covered = changes();
    try {
      Catalog read = source.read();
      keep(read, covered);
    } catch (SQLException | RuntimeException e) {
      // An answer that makes no sense is no answer, and must not end the watch.
      failed(e);
    }
  }

  private long changes() {
    lock.lock();
    try {
      return changes;
    } finally {
      lock.unlock();
    }
  }

  private void keep(Catalog read, long covered) {
    lock.lock();
    try {
      if (failing) {
        log.info("the database's catalog could be read again");
      }
      failing = false;
      seen = covered;
      settled = read.equals(settled) ? settled : read;
      dueAt = ticker.read() + period.toNanos();
      if (seen == changes) {
        publish(settled);
      }
    } finally {
      lock.unlock();
    }
  }

  private void failed(Exception cause) {
    lock.lock();
    try {
      if (!failing && !closed) {
        log.warn("the database's catalog could not be read; what was known of it stays", cause);
      }
      failing = true;
      Duration pause = period.compareTo(RETRY) < 0 ? period : RETRY;
      dueAt = ticker.read() + pause.toNanos();
    } finally {
      lock.unlock();
    }
  }

  private void publish(Catalog catalog) {
    if (!closed && !catalog.equals(published)) {
      published = catalog;
      listener.accept(catalog);
    }
  }

  /** Whether to read again: false once closed. After a failure even demand has to wait. */
  private boolean awaitDemandOrTime() {
    lock.lock();
    try {
      while (!closed && (failing || seen == changes)) {
        long remaining = dueAt - ticker.read();
        if (remaining <= 0) {
          break;
        }
        wanted.await(remaining, TimeUnit.NANOSECONDS);
      }
      return !closed;
    } catch (InterruptedException e) {
      // Nobody has cause to interrupt the watch, and one that ends unseen leaves a stale catalog.
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the watch. Does not block: a read under way ends by itself, within its timeouts. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      wanted.signal();
    } finally {
      lock.unlock();
    }
  }
}
