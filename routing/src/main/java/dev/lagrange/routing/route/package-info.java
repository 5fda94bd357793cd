/** The decision: where a statement goes, and why. */
@NullMarked
package dev.lagrange.routing.route;

import org.jspecify.annotations.NullMarked;
