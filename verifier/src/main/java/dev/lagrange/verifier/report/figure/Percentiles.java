package dev.lagrange.verifier.report.figure;

/**
 * A distribution, by nearest rank. All are 0 if nothing was counted.
 *
 * @param count of how many numbers
 * @param p50 what half of them do not exceed
 * @param p95 what 95 % of them do not exceed
 * @param p99 what 99 % of them do not exceed
 * @param p999 what 99.9 % of them do not exceed
 * @param max the greatest
 */
public record Percentiles(long count, long p50, long p95, long p99, long p999, long max) {}
