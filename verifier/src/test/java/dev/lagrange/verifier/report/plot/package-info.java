@NullMarked
package dev.lagrange.verifier.report.plot;

import org.jspecify.annotations.NullMarked;
