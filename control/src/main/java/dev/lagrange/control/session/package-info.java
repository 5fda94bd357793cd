/** Sessions: what was written and read, and the floor that follows for the next read. */
@NullMarked
package dev.lagrange.control.session;

import org.jspecify.annotations.NullMarked;
