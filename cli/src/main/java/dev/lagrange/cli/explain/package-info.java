/** {@code lagrange explain}: where statements would go, and why. */
@NullMarked
package dev.lagrange.cli.explain;

import org.jspecify.annotations.NullMarked;
