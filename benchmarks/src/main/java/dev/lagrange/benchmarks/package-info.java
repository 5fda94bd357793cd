/** What a routing decision, a token and a statement cost: JMH benchmarks, without a network. */
@NullMarked
package dev.lagrange.benchmarks;

import org.jspecify.annotations.NullMarked;
