/** A cluster as one process uses it: what is known of it, and how its reads are routed. */
@NullMarked
package dev.lagrange.control.cluster;

import org.jspecify.annotations.NullMarked;
