package dev.lagrange.driver.connection;

import java.sql.ResultSet;

/** What a statement's result sets are asked to be, in the constants of {@link ResultSet}. */
record Shape(int type, int concurrency, int holdability) {

  /** Whether rows may be changed through it, which only the primary allows. */
  boolean isUpdatable() {
    return concurrency == ResultSet.CONCUR_UPDATABLE;
  }
}
