/**
 * When a database's own catalog is read, and from which node: at the start, every now and then, and
 * soon after DDL of this process. How it is read is the vendor's part.
 */
@NullMarked
package dev.lagrange.control.catalog;

import org.jspecify.annotations.NullMarked;
