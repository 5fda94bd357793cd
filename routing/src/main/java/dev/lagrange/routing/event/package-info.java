/** What happens, for those who log, measure or test it. */
@NullMarked
package dev.lagrange.routing.event;

import org.jspecify.annotations.NullMarked;
