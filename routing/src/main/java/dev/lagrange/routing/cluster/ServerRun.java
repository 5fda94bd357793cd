package dev.lagrange.routing.cluster;

import dev.lagrange.routing.token.ClusterId;
import java.time.Instant;

/**
 * One life of one server: from its start to its end it keeps what it has replayed, and a connection
 * that is still open has seen no restart.
 *
 * @param cluster whose data it holds
 * @param address where it listens, as the server itself sees it
 * @param startedAt when it started, by its own clock (compared for equality only)
 */
public record ServerRun(ClusterId cluster, String address, Instant startedAt) {}
