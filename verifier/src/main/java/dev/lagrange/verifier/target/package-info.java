/**
 * Where sessions connect: through the driver, or through whatever a plain JDBC URL leads to. A
 * {@link dev.lagrange.verifier.target.Client} does one operation after the other there, and says
 * how each ended.
 */
@NullMarked
package dev.lagrange.verifier.target;

import org.jspecify.annotations.NullMarked;
