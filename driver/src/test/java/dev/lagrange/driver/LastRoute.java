package dev.lagrange.driver;

import dev.lagrange.routing.event.RoutingListener;
import dev.lagrange.routing.route.Route;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** Where the last statement of each thread went in the end. */
final class LastRoute implements RoutingListener {

  private final Map<Thread, Route> last = new ConcurrentHashMap<>();

  @Override
  public void routed(Route route) {
    last.put(Thread.currentThread(), route);
  }

  /** Where this thread's last statement went. */
  Route get() {
    return Objects.requireNonNull(
        last.get(Thread.currentThread()), "this thread has executed nothing yet");
  }
}
