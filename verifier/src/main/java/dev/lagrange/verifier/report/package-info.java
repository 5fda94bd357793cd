/**
 * What a person reads after a run: the verdict, each counterexample, and how stale, fast and
 * available everything was; as text, as JSON, and as one HTML page that needs nothing but itself.
 */
@NullMarked
package dev.lagrange.verifier.report;

import org.jspecify.annotations.NullMarked;
