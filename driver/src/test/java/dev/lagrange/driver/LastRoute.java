package dev.lagrange.driver;

import dev.lagrange.routing.event.RoutingListener;
import dev.lagrange.routing.route.Route;
import java.util.Objects;

/** Where the last statement of each thread went in the end. */
final class LastRoute implements RoutingListener {

  private final ThreadLocal<Route> last = new ThreadLocal<>();

  @Override
  public void routed(Route route) {
    last.set(route);
  }

  /** Where this thread's last statement went. */
  Route get() {
    return Objects.requireNonNull(last.get(), "this thread has executed nothing yet");
  }
}
