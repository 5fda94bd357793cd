/**
 * Checks of forwarding classes, for tests only: {@link dev.lagrange.codegen.check.ForwardingAssert}
 * calls every method, {@link dev.lagrange.codegen.check.DelegatedMethods} reads what the processor
 * listed.
 */
@NullMarked
package dev.lagrange.codegen.check;

import org.jspecify.annotations.NullMarked;
