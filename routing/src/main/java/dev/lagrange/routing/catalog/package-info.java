/** What a database's own catalog says of its functions and relations, as far as routing cares. */
@NullMarked
package dev.lagrange.routing.catalog;

import org.jspecify.annotations.NullMarked;
