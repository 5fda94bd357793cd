@NullMarked
package dev.lagrange.verifier.report.figure;

import org.jspecify.annotations.NullMarked;
