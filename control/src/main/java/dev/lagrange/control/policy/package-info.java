/**
 * Policies in files: reading them, with every problem at its line, and reading them again when they
 * change.
 */
@NullMarked
package dev.lagrange.control.policy;

import org.jspecify.annotations.NullMarked;
