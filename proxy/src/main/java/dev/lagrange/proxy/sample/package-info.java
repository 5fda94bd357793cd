/** Samples of the primary that are asked for on the event loop that waits for them. */
@NullMarked
package dev.lagrange.proxy.sample;

import org.jspecify.annotations.NullMarked;
