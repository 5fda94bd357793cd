/**
 * What goes wrong while the promises are watched: faults on the embedded cluster, on a schedule
 * drawn from a seed. {@link dev.lagrange.verifier.fault.FaultSchedule} is pure, {@link
 * dev.lagrange.verifier.fault.FaultRun} plays it and heals everything, {@link
 * dev.lagrange.verifier.fault.FaultKind} says what each fault is and what it may cost.
 */
@NullMarked
package dev.lagrange.verifier.fault;

import org.jspecify.annotations.NullMarked;
