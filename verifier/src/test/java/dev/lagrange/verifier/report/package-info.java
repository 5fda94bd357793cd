@NullMarked
package dev.lagrange.verifier.report;

import org.jspecify.annotations.NullMarked;
