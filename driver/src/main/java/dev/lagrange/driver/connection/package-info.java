/** Logical connections and their statements, bound to a node when they execute. */
@NullMarked
package dev.lagrange.driver.connection;

import org.jspecify.annotations.NullMarked;
