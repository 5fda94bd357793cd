/**
 * The verifier verified: each mechanism of the driver is switched off in a copy of its source, one
 * at a time, and the run that judges the promise has to notice. Nothing in the driver knows of it.
 */
@NullMarked
package dev.lagrange.verifier.mutation;

import org.jspecify.annotations.NullMarked;
