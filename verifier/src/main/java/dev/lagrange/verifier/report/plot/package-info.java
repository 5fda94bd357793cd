/**
 * Markup and plots (SVG) that need no script, no font and no network. They know nothing of runs.
 */
@NullMarked
package dev.lagrange.verifier.report.plot;

import org.jspecify.annotations.NullMarked;
