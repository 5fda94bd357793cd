/** The wire proxy: the promises of the driver for every client that speaks the protocol. */
@NullMarked
package dev.lagrange.proxy;

import org.jspecify.annotations.NullMarked;
