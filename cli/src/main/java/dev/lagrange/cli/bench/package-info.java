/**
 * {@code lagrange bench}: where the reads of one workload go, and how long they take, at each level
 * and by what frameworks do without one.
 */
@NullMarked
package dev.lagrange.cli.bench;

import org.jspecify.annotations.NullMarked;
