package dev.lagrange.proxy.client;

import java.util.Set;

/** The functions for large objects, by the numbers that they have in every PostgreSQL. */
final class LargeObjects {

  /** lo_create, lo_open to lo_tell, lo_unlink, lo_truncate, and those of 64 bits (pg_proc.dat). */
  private static final Set<Integer> FUNCTIONS =
      Set.of(715, 952, 953, 954, 955, 956, 957, 958, 964, 1004, 3170, 3171, 3172);

  private LargeObjects() {}

  /** Whether it is one; they change nothing of the session that outlives the transaction. */
  static boolean isFunction(int number) {
    return FUNCTIONS.contains(number);
  }
}
