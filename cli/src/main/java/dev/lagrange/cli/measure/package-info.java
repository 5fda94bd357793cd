/** What is measured while an application runs: durations, and what the driver decided. */
@NullMarked
package dev.lagrange.cli.measure;

import org.jspecify.annotations.NullMarked;
