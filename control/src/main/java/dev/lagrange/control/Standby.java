package dev.lagrange.control;

import org.jspecify.annotations.Nullable;

/**
 * A standby as its primary sees it. Immutable.
 *
 * @param name what it calls itself
 * @param client the address it streams from; null where that is a socket of the file system
 */
public record Standby(String name, @Nullable String client) {}
