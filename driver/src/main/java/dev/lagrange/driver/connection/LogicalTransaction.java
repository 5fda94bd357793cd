package dev.lagrange.driver.connection;

import dev.lagrange.driver.node.Lease;
import dev.lagrange.routing.route.Route;

/** An open transaction: it stays on the node where it began. Confined to one logical connection. */
final class LogicalTransaction {

  private final Lease lease;
  private final Route route;
  private boolean wrote;

  LogicalTransaction(Lease lease, Route route) {
    this.lease = lease;
    this.route = route;
    lease.retain();
  }

  Lease lease() {
    return lease;
  }

  /** The decision that its first statement got. */
  Route route() {
    return route;
  }

  void mayHaveWritten() {
    wrote = true;
  }

  boolean isWriter() {
    return wrote;
  }
}
