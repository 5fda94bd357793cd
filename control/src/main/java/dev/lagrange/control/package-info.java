/**
 * The control plane: what the nodes of a cluster are, how far each is, and which of them takes
 * writes. It is shared by all data planes.
 */
@NullMarked
package dev.lagrange.control;

import org.jspecify.annotations.NullMarked;
