package dev.lagrange.verifier.check;

import dev.lagrange.verifier.history.Operation;

/**
 * How stale what an operation read was, at least; exactly, where versions are counted. Immutable.
 *
 * @param operation the operation that read
 * @param nanos for how long, when it was invoked, something newer had been acknowledged; 0 if
 *     nothing newer had been
 * @param versionsBehind how many newer states of a key had been acknowledged
 */
public record Staleness(Operation operation, long nanos, int versionsBehind) {}
