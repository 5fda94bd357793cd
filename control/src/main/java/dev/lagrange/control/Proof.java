package dev.lagrange.control;

import dev.lagrange.routing.cluster.ServerRun;
import org.jspecify.annotations.Nullable;

/**
 * Something was true of a primary at some moment after a time.
 *
 * @param run the server; null if a pooler hides which it is
 * @param begunAt when it was asked, in nanoseconds of the ticker
 */
public record Proof(@Nullable ServerRun run, long begunAt) {}
