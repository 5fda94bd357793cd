package dev.lagrange.driver.cluster;

import dev.lagrange.control.Ticker;
import dev.lagrange.control.Vendor;
import dev.lagrange.control.Vendors;
import dev.lagrange.control.cluster.Cluster;
import dev.lagrange.control.cluster.NodeConnections;
import dev.lagrange.routing.error.SqlState;
import dev.lagrange.routing.event.RoutingListener;
import dev.lagrange.routing.option.ClusterUrl;
import dev.lagrange.routing.option.HostPort;
import dev.lagrange.routing.option.Options;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import java.sql.SQLTransientConnectionException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The clusters that this process uses. Those with the same URL and options are one; a cluster is
 * closed some seconds after its last use, so that a connection opened in between finds it warm.
 * Thread-safe.
 */
public final class ClusterRegistry {

  private static final long LINGER_SECONDS = 10;
  private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(LINGER_SECONDS);

  private record Key(
      String vendor,
      List<HostPort> hosts,
      String database,
      Options options,
      RoutingListener listener) {}

  private record Pooled(Cluster cluster, Pools pools) {}

  private static final class Entry {
    private final CompletableFuture<Pooled> opened = new CompletableFuture<>();
    private final AtomicInteger users = new AtomicInteger();
    private volatile long unusedSince;

    /** One more user, if there is one: without, the cluster may be closing. */
    boolean isSharedOnceMore() {
      int known = users.get();
      while (known > 0 && !users.compareAndSet(known, known + 1)) {
        known = users.get();
      }
      return known > 0;
    }
  }

  /** One use of a cluster, to be given back. Give it back once. */
  public final class Use {
    private final Key key;
    private final Entry entry;
    private final Pooled pooled;

    private Use(Key key, Entry entry, Pooled pooled) {
      this.key = key;
      this.entry = entry;
      this.pooled = pooled;
    }

    /** The cluster. */
    public Cluster cluster() {
      return pooled.cluster();
    }

    /** The connections to its nodes. */
    public Pools pools() {
      return pooled.pools();
    }

    /** One more use of the same cluster; null if nobody uses it any more. Takes no lock. */
    public @Nullable Use again() {
      return entry.isSharedOnceMore() ? new Use(key, entry, pooled) : null;
    }

    /** Ends this use. */
    public void release() {
      leave(key, entry);
    }
  }

  private final Vendors vendors;
  private final Ticker ticker;
  private final Executor later;
  private final Map<Key, Entry> clusters = new HashMap<>();
  private final ReentrantLock lock = new ReentrantLock();

  /** An empty registry that knows the vendors on the class path. */
  public ClusterRegistry() {
    this(
        Vendors.onClassPath(),
        Ticker.system(),
        CompletableFuture.delayedExecutor(LINGER_SECONDS, TimeUnit.SECONDS));
  }

  /**
   * A registry of its own time.
   *
   * @param later runs what it is given once a cluster has lingered for long enough
   */
  ClusterRegistry(Vendors vendors, Ticker ticker, Executor later) {
    this.vendors = vendors;
    this.ticker = ticker;
    this.later = later;
  }

  /** As {@link Vendors#options}. */
  public Options options(ClusterUrl url, Map<String, String> properties) throws SQLException {
    return vendors.options(url, properties);
  }

  /**
   * The cluster of a URL and options, opened if nobody uses it yet. Blocks while it is opened, be
   * it by another thread, but not while another cluster is.
   *
   * @throws SQLException as {@link Cluster#open}
   */
  public Use use(ClusterUrl url, Options options, RoutingListener listener) throws SQLException {
    Key key = new Key(url.vendor(), url.hosts(), url.database(), options, listener);
    Vendor vendor = vendors.of(url);
    Entry entry;
    boolean first;
    lock.lock();
    try {
      entry = clusters.computeIfAbsent(key, unused -> new Entry());
      first = entry.users.getAndIncrement() == 0 && !entry.opened.isDone();
    } finally {
      lock.unlock();
    }
    if (first) {
      open(key, entry, vendor, url);
    }
    try {
      return new Use(key, entry, entry.opened.get());
    } catch (ExecutionException e) {
      throw notOpened(e.getCause());
    } catch (InterruptedException e) {
      leave(key, entry);
      Thread.currentThread().interrupt();
      throw new SQLTransientConnectionException(
          "interrupted while the cluster was opened", SqlState.NOT_CONNECTED.code(), e);
    }
  }

  private void open(Key key, Entry entry, Vendor vendor, ClusterUrl url) {
    AtomicReference<Pools> pools = new AtomicReference<>();
    NodeConnections.Maker<Pools> maker = Pools.maker(vendor, url.database(), key.options(), ticker);
    try {
      Cluster cluster =
          Cluster.open(
              vendor,
              url,
              key.options(),
              ticker,
              key.listener(),
              members -> {
                pools.set(maker.make(members));
                return pools.get();
              });
      entry.opened.complete(new Pooled(cluster, pools.get()));
    } catch (SQLException | RuntimeException | Error e) {
      forget(key, entry);
      entry.opened.completeExceptionally(e);
    }
  }

  /** Each caller gets an exception of his own: they may add to it. */
  private static SQLException notOpened(@Nullable Throwable cause) {
    return cause instanceof SQLException e
        ? new SQLTransientConnectionException(e.getMessage(), e.getSQLState(), e)
        : new SQLNonTransientException(
            "The cluster could not be opened: " + cause, SqlState.NOT_CONNECTED.code(), cause);
  }

  private void forget(Key key, Entry entry) {
    lock.lock();
    try {
      clusters.remove(key, entry);
    } finally {
      lock.unlock();
    }
  }

  private void leave(Key key, Entry entry) {
    if (entry.users.decrementAndGet() == 0) {
      entry.unusedSince = ticker.read();
      later.execute(() -> closeIfUnused(key, entry));
    }
  }

  private void closeIfUnused(Key key, Entry entry) {
    lock.lock();
    try {
      // Used again meanwhile: who used it last has it looked at again, later.
      boolean lingers = ticker.read() - entry.unusedSince < LINGER_NANOS;
      if (entry.users.get() > 0 || lingers || !clusters.remove(key, entry)) {
        return;
      }
    } finally {
      lock.unlock();
    }
    Pooled unused = entry.opened.getNow(null);
    if (unused != null) {
      unused.cluster().close();
    }
  }
}
