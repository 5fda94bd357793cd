package dev.lagrange.cli.measure;

import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.event.RoutingListener;
import dev.lagrange.routing.route.Reason;
import dev.lagrange.routing.route.Route;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Overhears the driver: the last decision of each thread, waits, fallbacks. Thread-safe. */
public final class Routes implements RoutingListener {

  private final Map<Thread, Route> last = new ConcurrentHashMap<>();
  private final LongAdder waits = new LongAdder();
  private final LongAdder fallbacks = new LongAdder();

  /** Nothing heard so far. */
  public Routes() {}

  /** Where the last statement of this thread ran; an execution tells the thread that executes. */
  public Route last() {
    return Objects.requireNonNull(last.get(Thread.currentThread()));
  }

  /** How many reads waited for a replica. */
  public long waits() {
    return waits.sum();
  }

  /** How many reads fell back. */
  public long fallbacks() {
    return fallbacks.sum();
  }

  @Override
  public void routed(Route route) {
    last.put(Thread.currentThread(), route);
  }

  @Override
  public void waited(NodeId replica, long nanos) {
    waits.increment();
  }

  @Override
  public void fellBack(Reason reason) {
    fallbacks.increment();
  }
}
