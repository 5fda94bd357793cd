package dev.lagrange.cli.demo;

import dev.lagrange.routing.consistency.Consistency;
import java.util.EnumSet;
import java.util.Set;

/** What a read can be held to. */
enum Promise {
  /** At least what the same user has written before. */
  READ_YOUR_WRITES("own writes"),
  /** At least what the same user has read before. */
  MONOTONIC_READS("going back"),
  /** At least what anybody had committed when the bound began. */
  BOUND("bound"),
  /** At least what anybody had committed when the read began. */
  RECENCY("latest");

  private final String title;

  Promise(String title) {
    this.title = title;
  }

  /** The head of its column. */
  String title() {
    return title;
  }

  /** What a level promises. */
  static Set<Promise> of(Consistency consistency) {
    return switch (consistency.level()) {
      case STRONG -> EnumSet.allOf(Promise.class);
      case BOUNDED -> EnumSet.of(READ_YOUR_WRITES, MONOTONIC_READS, BOUND);
      case EVENTUAL -> EnumSet.of(READ_YOUR_WRITES, MONOTONIC_READS);
      case WEAK -> EnumSet.noneOf(Promise.class);
    };
  }
}
