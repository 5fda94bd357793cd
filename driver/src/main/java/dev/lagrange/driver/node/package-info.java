/** Physical connections: one pool per node, each connection stamped with the server it reached. */
@NullMarked
package dev.lagrange.driver.node;

import org.jspecify.annotations.NullMarked;
