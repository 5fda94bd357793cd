/** {@code lagrange verify}. */
@NullMarked
package dev.lagrange.cli.verify;

import org.jspecify.annotations.NullMarked;
