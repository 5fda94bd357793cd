package dev.lagrange.routing.position;

/**
 * Positions of different kinds of server were to be related: a token of another cluster, mostly.
 */
final class MixedPositionsException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  MixedPositionsException(Position one, Position other) {
    super(
        "Positions of different kinds of server cannot be related: "
            + one.getClass().getSimpleName()
            + " and "
            + other.getClass().getSimpleName());
  }
}
