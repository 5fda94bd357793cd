/** The file that says to {@code lagrange proxy} what its command line may say. */
@NullMarked
package dev.lagrange.cli.proxy.config;

import org.jspecify.annotations.NullMarked;
