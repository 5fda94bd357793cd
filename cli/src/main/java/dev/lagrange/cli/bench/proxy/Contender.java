package dev.lagrange.cli.bench.proxy;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * One way from pgbench to the servers.
 *
 * @param name for people
 * @param port where pgbench connects
 * @param options what it asks for at the start of each connection, as in {@code PGOPTIONS}
 * @param processorTime what the processes between have taken so far; zero if there are none
 */
record Contender(String name, int port, String options, Supplier<Duration> processorTime) {}
