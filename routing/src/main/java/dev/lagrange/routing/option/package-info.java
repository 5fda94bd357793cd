/** The one table of options, with units, bounds and defaults. */
@NullMarked
package dev.lagrange.routing.option;

import org.jspecify.annotations.NullMarked;
