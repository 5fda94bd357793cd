package dev.lagrange.routing.position;

/**
 * A point in a primary's history. Positions form a join-semilattice: {@link #join} is commutative,
 * associative and idempotent, and {@link #coveredBy} is the partial order (consistency-theory of
 * version vectors; Terry et al. 1994 for their use in session guarantees). Immutable.
 */
public sealed interface Position permits PostgresPosition, GtidSet, MariaGtid {

  /**
   * The least position that covers both.
   *
   * @throws IllegalArgumentException if the other is of another kind of server
   */
  Position join(Position other);

  /**
   * Whether a node that has reached {@code reached} shows everything up to this position.
   *
   * @param history what is known of the forks between timelines; ignored where positions carry
   *     their own history (GTIDs)
   */
  Coverage coveredBy(Position reached, TimelineHistory history);

  /** The short text form that {@link #decode} reads; URL-safe. */
  String encode();

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws IllegalArgumentException if the text is not a position
   */
  static Position decode(String text) {
    throw new UnsupportedOperationException(text);
  }
}
