/** Points in a primary's history, their order and their join. */
@NullMarked
package dev.lagrange.routing.position;

import org.jspecify.annotations.NullMarked;
