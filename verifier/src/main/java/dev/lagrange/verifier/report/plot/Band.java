package dev.lagrange.verifier.report.plot;

/**
 * A stretch of time in which something else was going on. Immutable.
 *
 * @param from its beginning, on the plot's axis of time
 * @param to its end; beyond the axis if it did not end
 * @param name what it was
 */
public record Band(double from, double to, String name) {}
