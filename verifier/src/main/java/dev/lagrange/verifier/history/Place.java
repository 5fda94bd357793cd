package dev.lagrange.verifier.history;

import org.jspecify.annotations.Nullable;

/**
 * Where an operation ran, as the server that ran it said itself, and why there.
 *
 * @param node the name of the server
 * @param replica whether it was one, and not the primary
 * @param reason why the statement went there, as the driver says; null if whoever routed it gives
 *     no reasons
 * @param stoodIn whether the driver said that nobody could tell the primary's position, so that a
 *     read covers, of what its level says, what its own process has written
 */
public record Place(String node, boolean replica, @Nullable String reason, boolean stoodIn) {

  /** Where nothing stood in for the primary. */
  public Place(String node, boolean replica, @Nullable String reason) {
    this(node, replica, reason, false);
  }
}
