/**
 * What Patroni says of a cluster: {@link PatroniWatch} asks its REST servers, {@link ClusterAnswer}
 * reads what they answer. Nothing here is believed about a node that it does not say itself.
 */
@NullMarked
package dev.lagrange.control.patroni;

import org.jspecify.annotations.NullMarked;
