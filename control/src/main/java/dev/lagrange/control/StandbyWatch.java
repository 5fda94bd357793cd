package dev.lagrange.control;

import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.cluster.NodeState;
import dev.lagrange.routing.option.HostPort;
import dev.lagrange.routing.option.StandbyAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the primary every two seconds which standbys stream from it, and has those join the cluster
 * that the URL does not name. While there is no primary, or it does not answer, nothing changes.
 * What streams from a standby is not seen.
 *
 * <p>Thread-safe. One daemon thread; {@link #close} ends it.
 */
public final class StandbyWatch implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(StandbyWatch.class);

  private static final long PERIOD_NANOS = Duration.ofSeconds(2).toNanos();

  private final ClusterMonitor monitor;
  private final Vendor vendor;
  private final StandbyAddress address;
  private final Duration patience;
  private final ScheduledExecutorService thread;

  private final Set<Standby> nowhere = new HashSet<>(); // used by one thread at a time, as the rest
  private @Nullable Connection connection;
  private @Nullable NodeId asked;
  private boolean failing;

  private StandbyWatch(
      ClusterMonitor monitor, Vendor vendor, StandbyAddress address, Duration patience) {
    this.monitor = monitor;
    this.vendor = vendor;
    this.address = address;
    this.patience = patience;
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> Rounds.daemon("lagrange-standbys", task));
  }

  /**
   * Starts to watch. Blocks until the primary has said which standbys it has and each of them has
   * answered or failed once, within a limit; if the primary does not say, there are none at first.
   *
   * @param patience how long an answer may take
   */
  public static StandbyWatch start(
      ClusterMonitor monitor, Vendor vendor, StandbyAddress address, Duration patience) {
    StandbyWatch watch = new StandbyWatch(monitor, vendor, address, patience);
    watch.look();
    ScheduledFuture<?> unused =
        watch.thread.scheduleWithFixedDelay(
            watch::look, PERIOD_NANOS, PERIOD_NANOS, TimeUnit.NANOSECONDS);
    return watch;
  }

  private void look() {
    NodeState primary = monitor.view().primary();
    if (primary == null) {
      return;
    }
    try {
      monitor.sees(addresses(vendor.standbys(connectionTo(primary.id()))));
      failing = false;
    } catch (SQLException | RuntimeException e) {
      // An answer that makes no sense is no answer, and must not end the watch.
      disconnect();
      failed(e);
    }
  }

  private void failed(Exception e) {
    if (!failing && !thread.isShutdown()) {
      log.warn(
          "The primary does not say which standbys it has; those known stay: {}", e.toString());
    }
    failing = true;
  }

  private List<HostPort> addresses(List<Standby> standbys) {
    List<HostPort> addresses = new ArrayList<>();
    for (Standby standby : standbys) {
      Optional<HostPort> found = address.of(standby.name(), standby.client());
      found.ifPresent(addresses::add);
      if (found.isEmpty() && nowhere.add(standby)) {
        log.warn(
            "standby={} serves no reads: standbyAddress={} makes no address of it",
            standby,
            address.pattern());
      }
    }
    nowhere.retainAll(standbys);
    return addresses;
  }

  private Connection connectionTo(NodeId primary) throws SQLException {
    Connection open = connection;
    if (open != null && primary.equals(asked)) {
      return open;
    }
    disconnect();
    Connection fresh = monitor.connect(primary, patience);
    connection = fresh;
    asked = primary;
    return fresh;
  }

  private void disconnect() {
    Connection open = connection;
    connection = null;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        log.debug("a connection could not be closed", e);
      }
    }
  }

  /** Asks no more. Does not block: an answer under way ends by itself, within its timeouts. */
  @Override
  public void close() {
    thread.execute(this::disconnect);
    thread.shutdown();
  }
}
