package dev.lagrange.routing.spelling;

import dev.lagrange.routing.spelling.Units.Unit;
import java.util.List;

/**
 * The spelling of sizes: a whole number and one of {@code B kB MB GB}, each 1024 of the one before
 * it, as PostgreSQL's settings have it.
 */
public final class Sizes {

  private static final Units UNITS =
      new Units(
          "a size",
          List.of(
              new Unit("B", 1),
              new Unit("kB", 1L << 10),
              new Unit("MB", 1L << 20),
              new Unit("GB", 1L << 30)),
          "MB",
          "kB");

  private Sizes() {}

  /**
   * Reads {@code 16MB} into bytes; the unit in any case, spaces around both tolerated, a sign
   * allowed (bounds are the caller's).
   *
   * @throws IllegalArgumentException naming the value, the rule and the remedy; for a number
   *     without unit, the two spellings it might mean
   */
  public static long parse(String text) {
    return UNITS.parse(text);
  }

  /** The shortest form of so many bytes that {@link #parse} reads back exactly. */
  public static String print(long bytes) {
    return UNITS.print(bytes);
  }
}
