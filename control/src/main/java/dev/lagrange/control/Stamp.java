package dev.lagrange.control;

import dev.lagrange.routing.cluster.ServerRun;
import org.jspecify.annotations.Nullable;

/**
 * What a physical connection learned of its server right after the handshake.
 *
 * @param run the server behind it; null if something stands between that keeps clients across
 *     server restarts (a pooler), so that nothing learned elsewhere holds here
 * @param asynchronousCommit whether commits there are acknowledged before they are durable
 */
public record Stamp(@Nullable ServerRun run, boolean asynchronousCommit) {}
