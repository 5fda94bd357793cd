package dev.lagrange.verifier.target;

import dev.lagrange.verifier.history.Access;
import java.util.List;

/**
 * What an operation did and saw. Immutable.
 *
 * @param accesses in order
 * @param server who ran it
 */
public record Effect(List<Access> accesses, Server server) {

  /** Copies the accesses. */
  public Effect {
    accesses = List.copyOf(accesses);
  }

  /** Of one access. */
  public static Effect of(Access access, Server server) {
    return new Effect(List.of(access), server);
  }
}
