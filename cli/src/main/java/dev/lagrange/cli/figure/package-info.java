/** Figures for people: durations and tables. */
@NullMarked
package dev.lagrange.cli.figure;

import org.jspecify.annotations.NullMarked;
