package dev.lagrange.verifier.check;

import dev.lagrange.routing.consistency.Consistency;
import java.util.EnumSet;
import java.util.Set;

/** What a history can be held to. */
public enum Guarantee {
  /** A read returns at least what its session wrote before (Terry et al. 1994). */
  READ_YOUR_WRITES("read your writes"),
  /**
   * The same while nobody could tell the primary's position, and the driver said so: then this is
   * all that {@code eventual} promises in scope cluster, for what the reading process wrote itself.
   */
  READ_YOUR_WRITES_STAND_IN("read your writes, no primary"),
  /** A read returns at least what its session read before (Terry et al. 1994). */
  MONOTONIC_READS("monotonic reads"),
  /** Everybody sees a session's writes in the order in which it made them (Terry et al. 1994). */
  MONOTONIC_WRITES("monotonic writes"),
  /** A write comes after the writes that its session had read (Terry et al. 1994). */
  WRITES_FOLLOW_READS("writes follow reads"),
  /** A read returns all that was acknowledged longer ago than its bound. */
  STALENESS_BOUND("staleness bound"),
  /** Each key behaves as if every operation took place at one moment between call and return. */
  LINEARIZABILITY("linearizability"),
  /** A read sees all writes up to some write, and none after it. */
  CONSISTENT_PREFIX("consistent prefix"),
  /** A read sees all that a transaction wrote, or nothing of it. */
  ATOMIC_VISIBILITY("atomic visibility"),
  /** Two reads do not see two writes in different orders. */
  NO_LONG_FORK("no long fork"),
  /** Transactions do not depend on each other in a circle of writes (G0) (Adya et al. 2000). */
  NO_WRITE_CYCLE("no write cycle (G0)"),
  /**
   * Within a transaction, a read returns at least what the transaction did and read there before
   * (internal consistency) (Kingsbury and Alvaro 2020).
   */
  OWN_TRANSACTION("a transaction sees its own"),
  /** No read sees what never committed, or no state between (G1a, G1b) (Adya et al. 2000). */
  NO_DIRTY_READ("no dirty read (G1a, G1b)"),
  /** Transactions do not see each other in a circle (G1c) (Adya et al. 2000). */
  NO_CIRCULAR_INFORMATION("no circular information (G1c)"),
  /** No transaction misses a write of one whose effects it sees (G-single) (Adya et al. 2000). */
  NO_READ_SKEW("no read skew (G-single)"),
  /** What was acknowledged is there. */
  NO_LOST_WRITE("no lost write"),
  /** What was done once took place once. */
  NO_DOUBLED_WRITE("no doubled write"),
  /** What is read was written by somebody, and not before it was asked for. */
  NO_PHANTOM("nothing from nowhere");

  private static final Set<Guarantee> SESSION =
      EnumSet.of(
          READ_YOUR_WRITES,
          READ_YOUR_WRITES_STAND_IN,
          MONOTONIC_READS,
          MONOTONIC_WRITES,
          WRITES_FOLLOW_READS);

  private static final Set<Guarantee> ALWAYS =
      EnumSet.of(
          CONSISTENT_PREFIX,
          ATOMIC_VISIBILITY,
          NO_WRITE_CYCLE,
          OWN_TRANSACTION,
          NO_DIRTY_READ,
          NO_CIRCULAR_INFORMATION,
          NO_READ_SKEW,
          NO_LOST_WRITE,
          NO_DOUBLED_WRITE,
          NO_PHANTOM);

  private final String title;

  Guarantee(String title) {
    this.title = title;
  }

  /** Its name for people. */
  public String title() {
    return title;
  }

  /** Whether it is put to the test only when something has failed. */
  public boolean isForOutages() {
    return this == READ_YOUR_WRITES_STAND_IN;
  }

  /** What a level promises. */
  public static Set<Guarantee> of(Consistency consistency) {
    Set<Guarantee> promised = EnumSet.copyOf(ALWAYS);
    switch (consistency.level()) {
      case STRONG -> {
        promised.addAll(SESSION);
        promised.add(LINEARIZABILITY);
        promised.add(NO_LONG_FORK);
      }
      case BOUNDED -> {
        promised.addAll(SESSION);
        promised.add(STALENESS_BOUND);
      }
      case EVENTUAL -> promised.addAll(SESSION);
      case WEAK -> {
        // of some live replica, what any replica has: a prefix of the primary's history
      }
    }
    return promised;
  }
}
