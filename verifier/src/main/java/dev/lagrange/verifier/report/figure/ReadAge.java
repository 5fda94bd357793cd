package dev.lagrange.verifier.report.figure;

import dev.lagrange.routing.consistency.Consistency;

/**
 * How old the answer of one read of a register was.
 *
 * @param level what the read was promised
 * @param server where it ran
 * @param sinceNewestNanos for how long the newest write of the key had been acknowledged when the
 *     read began; -1 if none had been
 * @param staleNanos for how long the oldest write that it missed had been acknowledged when it
 *     began; 0 if it missed none
 * @param versionsBehind how many versions older than the newest acknowledged one it returned; 0 if
 *     it missed none
 */
record ReadAge(
    Consistency level, Server server, long sinceNewestNanos, long staleNanos, long versionsBehind) {

  boolean isStale() {
    return versionsBehind > 0;
  }
}
