/** Connections of clients: their login, and where each of their statements is served. */
@NullMarked
package dev.lagrange.proxy.client;

import org.jspecify.annotations.NullMarked;
