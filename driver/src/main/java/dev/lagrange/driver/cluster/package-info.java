/** A cluster as one process uses it: its monitor, its pools, and the routing of its reads. */
@NullMarked
package dev.lagrange.driver.cluster;

import org.jspecify.annotations.NullMarked;
