package dev.lagrange.routing.position;

import dev.lagrange.routing.spelling.Quote;

/**
 * A point in a primary's history. Positions form a join-semilattice: {@link #join} is commutative,
 * associative and idempotent, and {@link #coveredBy} is the partial order (version vectors; Terry
 * et al. 1994 for their use in session guarantees). Immutable.
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
   * @throws IllegalArgumentException if {@code reached} is of another kind of server
   */
  Coverage coveredBy(Position reached, TimelineHistory history);

  /** The short text form that {@link #decode} reads; URL-safe, and the same for equal positions. */
  String encode();

  /**
   * Reads what {@link #encode} wrote, and nothing else: a position has one encoding.
   *
   * @throws IllegalArgumentException if the text is not a position
   */
  static Position decode(String text) {
    Position position = decodeKind(text);
    if (!position.encode().equals(text)) {
      throw new IllegalArgumentException(
          Quote.of(text) + " is not the canonical encoding of a position");
    }
    return position;
  }

  private static Position decodeKind(String text) {
    String rest = text.isEmpty() ? "" : text.substring(1);
    return switch (text.isEmpty() ? ' ' : text.charAt(0)) {
      case PostgresPosition.KIND -> PostgresPosition.decodeEntries(rest);
      case GtidSet.KIND -> GtidSet.decodeSources(rest);
      case MariaGtid.KIND -> MariaGtid.decodeElements(rest);
      default ->
          throw new IllegalArgumentException(
              Quote.of(text) + " is not a position: it begins with no known kind of server");
    };
  }
}
