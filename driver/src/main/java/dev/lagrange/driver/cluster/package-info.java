/** The physical connections of a cluster, pooled, for all logical ones of a process. */
@NullMarked
package dev.lagrange.driver.cluster;

import org.jspecify.annotations.NullMarked;
