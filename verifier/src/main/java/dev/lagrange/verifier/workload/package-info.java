/**
 * Sessions of mixed reads and writes, and the tables they run on. Each {@link
 * dev.lagrange.verifier.workload.Workload} has a model to be judged by, and keys of its own.
 */
@NullMarked
package dev.lagrange.verifier.workload;

import org.jspecify.annotations.NullMarked;
