/** {@code lagrange demo}: a real cluster, real load, and a check of every read. */
@NullMarked
package dev.lagrange.cli.demo;

import org.jspecify.annotations.NullMarked;
