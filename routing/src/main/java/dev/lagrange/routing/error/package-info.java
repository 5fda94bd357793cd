/** The SQLSTATEs of Lagrange's own errors; errors of the database pass through with theirs. */
@NullMarked
package dev.lagrange.routing.error;

import org.jspecify.annotations.NullMarked;
