package dev.lagrange.proxy.backend;

/** The place of a connection in a pool, so that nobody has to look for it there. */
final class Place {

  private final NodePool pool;
  private final BackendKey key;
  private boolean lent;

  Place(NodePool pool, BackendKey key) {
    this.pool = pool;
    this.key = key;
  }

  NodePool pool() {
    return pool;
  }

  /** What the connection was opened with. */
  BackendKey key() {
    return key;
  }

  /** Whether somebody has it. */
  boolean isLent() {
    return lent;
  }

  void lent(boolean now) {
    lent = now;
  }
}
