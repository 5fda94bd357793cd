/**
 * Runs sessions of reads and writes against a cluster, and judges what they saw against what was
 * promised. {@link dev.lagrange.verifier.Verification} is where to begin.
 */
@NullMarked
package dev.lagrange.verifier;

import org.jspecify.annotations.NullMarked;
