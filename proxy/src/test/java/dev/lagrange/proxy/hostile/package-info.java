/** Clients that break the protocol, their word, or off, against a proxy that must not mind. */
@NullMarked
package dev.lagrange.proxy.hostile;

import org.jspecify.annotations.NullMarked;
