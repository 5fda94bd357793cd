/** Connections to servers: their login, their pools, and what is expected back from them. */
@NullMarked
package dev.lagrange.proxy.backend;

import org.jspecify.annotations.NullMarked;
