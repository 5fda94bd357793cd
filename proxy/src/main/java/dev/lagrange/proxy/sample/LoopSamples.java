package dev.lagrange.proxy.sample;

import dev.lagrange.control.ClusterMonitor;
import dev.lagrange.control.Observation;
import dev.lagrange.control.PositionSource;
import dev.lagrange.control.Ticker;
import dev.lagrange.proxy.backend.Backend;
import dev.lagrange.proxy.backend.BackendKey;
import dev.lagrange.proxy.backend.Backends;
import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.cluster.NodeState;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Samples of the primary for the clients of one event loop: asked over a connection of the loop, so
 * that no thread has to be woken for the question or for the answer. Where there is none, or the
 * server has to be asked in full, the cluster's monitor asks. Confined to the loop.
 */
final class LoopSamples implements PositionSource {

  private static final Duration PAUSE = Duration.ofSeconds(5);

  /** After a connection that was of no use, as where standbys acknowledge. */
  private static final Duration LONG_PAUSE = Duration.ofMinutes(1);

  private final ClusterMonitor monitor;
  private final Ticker ticker;
  private final Backends backends;
  private final EventLoop loop;
  private final BackendKey key;
  private final Duration limit;
  private @Nullable SampledPrimary current;
  private boolean opening;
  private boolean watching;
  private boolean pauses;
  private long resumesAt;

  /**
   * None yet.
   *
   * @param limit how long an answer may take
   */
  LoopSamples(
      ClusterMonitor monitor,
      Ticker ticker,
      Backends backends,
      EventLoop loop,
      BackendKey key,
      Duration limit) {
    this.monitor = monitor;
    this.ticker = ticker;
    this.backends = backends;
    this.loop = loop;
    this.key = key;
    this.limit = limit;
  }

  @Override
  public CompletableFuture<Observation> sampleAfter(long time) {
    NodeState primary = monitor.view().primary();
    if (primary == null) {
      return monitor.sampleAfter(time);
    }
    SampledPrimary asked = current;
    if (asked != null && asked.isOf(primary)) {
      watch();
      return asked.sampleAfter(time);
    }
    if (asked != null) {
      current = null;
      asked.close();
    }
    open(primary.id());
    return monitor.sampleAfter(time);
  }

  private void open(NodeId node) {
    if (opening || (pauses && resumesAt - ticker.read() > 0)) {
      return;
    }
    opening = true;
    backends
        .aside(loop, node, key)
        .whenComplete(
            (backend, failure) -> {
              if (backend == null) {
                ends(PAUSE);
              } else {
                opened(backend);
              }
            });
  }

  private void opened(Backend backend) {
    Future<?> timer = loop.schedule(backend::close, limit.toNanos(), TimeUnit.NANOSECONDS);
    SampledPrimary.learn(
        monitor,
        ticker,
        backend,
        this::ended,
        made -> {
          timer.cancel(false);
          if (made == null) {
            backend.close();
            ends(PAUSE);
          } else {
            opening = false;
            pauses = false;
            current = made;
          }
        });
  }

  /** It cannot be asked, or has to be asked in full: the monitor does for a while. */
  private void ends(Duration forSoLong) {
    opening = false;
    pauses = true;
    resumesAt = ticker.read() + forSoLong.toNanos();
  }

  @SuppressWarnings("ReferenceEquality") // another one is another one
  private void ended(SampledPrimary which) {
    if (current == which) {
      current = null;
      ends(which.hasAnswered() ? PAUSE : LONG_PAUSE);
    }
  }

  /** A server that is frozen answers nothing, and breaks nothing. */
  private void watch() {
    if (!watching) {
      lookIn(limit.toNanos());
    }
  }

  private void lookIn(long nanos) {
    watching = true;
    loop.schedule(this::look, nanos, TimeUnit.NANOSECONDS);
  }

  private void look() {
    watching = false;
    SampledPrimary asked = current;
    if (asked != null && asked.isUnderWay()) {
      long left = asked.left(limit);
      if (left > 0) {
        lookIn(left);
      } else {
        asked.close();
      }
    }
  }
}
