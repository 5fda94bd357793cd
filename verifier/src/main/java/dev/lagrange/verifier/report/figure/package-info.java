/** What can be counted in a history: staleness, latency, availability, routes, errors. */
@NullMarked
package dev.lagrange.verifier.report.figure;

import org.jspecify.annotations.NullMarked;
