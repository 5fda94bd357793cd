/** What is MySQL's own: its catalog. */
@NullMarked
package dev.lagrange.control.mysql;

import org.jspecify.annotations.NullMarked;
