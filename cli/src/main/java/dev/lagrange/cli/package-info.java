/** The {@code lagrange} command. */
@NullMarked
package dev.lagrange.cli;

import org.jspecify.annotations.NullMarked;
