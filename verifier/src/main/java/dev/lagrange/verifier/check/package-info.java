/**
 * Judges histories. A checker looks at what clients did and saw, and at nothing else; what it
 * reports is a contradiction between operations, never an opinion about routing.
 */
@NullMarked
package dev.lagrange.verifier.check;

import org.jspecify.annotations.NullMarked;
