/** What is known of a cluster at one moment: an immutable view of its nodes. */
@NullMarked
package dev.lagrange.routing.cluster;

import org.jspecify.annotations.NullMarked;
