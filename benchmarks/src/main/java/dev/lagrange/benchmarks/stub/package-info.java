/**
 * A kind of server that is not there: it answers at once, from memory, so that what is left to
 * measure is the driver and the pool in front of it.
 */
@NullMarked
package dev.lagrange.benchmarks.stub;

import org.jspecify.annotations.NullMarked;
