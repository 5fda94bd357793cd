package dev.lagrange.proxy.client;

import dev.lagrange.routing.route.RerunCause;
import org.jspecify.annotations.Nullable;

/**
 * The unit that runs on a replica, as long as nothing of it was shown to the client and it may run
 * again elsewhere. Confined to one client.
 */
final class Replay {

  private @Nullable Unit unit;
  private @Nullable RerunCause cause;

  /** Keeps what is about to be sent. */
  void keep(Unit sent) {
    sent.retain();
    unit = sent;
  }

  /** Whether it may still run elsewhere. */
  boolean isPossible() {
    return unit != null;
  }

  /** Something of it was shown, or it has ended. */
  void drop() {
    if (unit != null) {
      unit.release();
      unit = null;
    }
    cause = null;
  }

  /** Whether an error is a reason to run it elsewhere; then it is to be hidden. */
  boolean isCausedBy(String sqlState) {
    boolean lost = sqlState.startsWith("57P0");
    RerunCause why = lost ? RerunCause.CONNECTION_LOST : RerunCause.ofReplica(sqlState);
    if (unit == null || why == null) {
      return false;
    }
    cause = why;
    return true;
  }

  /** Why it is about to run elsewhere; null if it is not. */
  @Nullable RerunCause cause() {
    return cause;
  }

  /** What is to run elsewhere, from now on the caller's; null if nothing. */
  @Nullable Unit take() {
    Unit taken = unit;
    unit = null;
    cause = null;
    return taken;
  }
}
