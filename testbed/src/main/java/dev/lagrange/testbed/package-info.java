/**
 * Real PostgreSQL clusters on this machine, in seconds: one primary, streaming replicas, and faults
 * on demand. {@link dev.lagrange.testbed.PostgresCluster} starts them, {@link
 * dev.lagrange.testbed.PostgresNode} breaks one server, {@link dev.lagrange.testbed.Link} the
 * network before it. Linux only; no server survives the JVM that started it, however that JVM ends.
 */
@NullMarked
package dev.lagrange.testbed;

import org.jspecify.annotations.NullMarked;
