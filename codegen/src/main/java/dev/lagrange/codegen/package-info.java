/**
 * Writes forwarding classes at build time. An abstract class marked {@link
 * dev.lagrange.codegen.Delegating} holds the behaviour; its generated subclass forwards everything
 * else. Nothing of this package is needed at run time.
 */
@NullMarked
package dev.lagrange.codegen;

import org.jspecify.annotations.NullMarked;
