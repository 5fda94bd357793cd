/** {@code lagrange proxy}. */
@NullMarked
package dev.lagrange.cli.proxy;

import org.jspecify.annotations.NullMarked;
