/** The promises a read can ask for: levels, their grammar, and the scope of a session. */
@NullMarked
package dev.lagrange.routing.consistency;

import org.jspecify.annotations.NullMarked;
