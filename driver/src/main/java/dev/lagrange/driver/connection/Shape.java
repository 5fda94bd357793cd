package dev.lagrange.driver.connection;

import java.sql.ResultSet;

/** What a statement's result sets are asked to be, in the constants of {@link ResultSet}. */
record Shape(int type, int concurrency, int holdability) {

  static final Shape DEFAULT =
      new Shape(
          ResultSet.TYPE_FORWARD_ONLY,
          ResultSet.CONCUR_READ_ONLY,
          ResultSet.CLOSE_CURSORS_AT_COMMIT);

  /** Whether rows may be changed through it, which only the primary allows. */
  boolean isUpdatable() {
    return concurrency == ResultSet.CONCUR_UPDATABLE;
  }
}
