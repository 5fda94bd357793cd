package dev.lagrange.verifier.history;

import org.jspecify.annotations.Nullable;

/**
 * Where an operation ran, as the server that ran it said itself, and why there.
 *
 * @param node the name of the server
 * @param replica whether it was one, and not the primary
 * @param reason why the statement went there, as the driver says; null if whoever routed it gives
 *     no reasons
 */
public record Place(String node, boolean replica, @Nullable String reason) {}
