/** What a statement is: a read, a write, a change of the session, or not understood. */
@NullMarked
package dev.lagrange.routing.sql;

import org.jspecify.annotations.NullMarked;
