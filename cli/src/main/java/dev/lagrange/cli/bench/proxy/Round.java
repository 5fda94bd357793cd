package dev.lagrange.cli.bench.proxy;

/**
 * What one contender did in one round.
 *
 * @param perSecond transactions
 * @param processorMicros time on processors that the proxy took for each
 * @param p50Millis half of a sample of them took no longer
 * @param p99Millis the same of 99 of 100
 */
record Round(double perSecond, double processorMicros, double p50Millis, double p99Millis) {}
