package dev.lagrange.driver.connection;

import dev.lagrange.driver.node.Lease;
import dev.lagrange.routing.route.Route;
import org.jspecify.annotations.Nullable;

/** An open transaction: it stays on the node where it began. Confined to one logical connection. */
final class LogicalTransaction {

  private final Lease lease;
  private final Route route;
  private boolean begun;
  private boolean wrote;
  private boolean wroteForSession;
  private boolean durable;
  private @Nullable String commitBefore;
  private boolean mayBeAsynchronous;

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

  /** The server has said that it is open. */
  void begun() {
    begun = true;
  }

  /** Whether it is open on the server, as far as it has said. */
  boolean isBegun() {
    return begun;
  }

  /**
   * Notes what may be a write.
   *
   * @param ignored whether the session need not see it
   */
  void mayHaveWritten(boolean ignored) {
    wrote = true;
    wroteForSession |= !ignored;
  }

  boolean isWriter() {
    return wrote;
  }

  /** Whether all that it wrote are writes that the session need not see. */
  boolean isIgnored() {
    return !wroteForSession;
  }

  // ---- how it commits

  /** Whether it may be told to: it was not, and has done nothing that has to be durable. */
  boolean mayCommitAsynchronously() {
    return !durable && commitBefore == null;
  }

  /** From now on its commit is acknowledged before it is durable. */
  void commitsAsynchronously(String before) {
    commitBefore = before;
    mayBeAsynchronous = true;
  }

  /** It has to be durable; what its commit was before, if that has to be taken back, else null. */
  @Nullable String commitsOnlyIfDurable() {
    durable = true;
    return mayBeAsynchronous ? commitBefore : null;
  }

  /** It was taken back. */
  void isDurable() {
    mayBeAsynchronous = false;
  }

  /** Whether its commit may be acknowledged before it is durable, or might have been. */
  boolean wasAsynchronous() {
    return commitBefore != null;
  }
}
