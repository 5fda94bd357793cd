/**
 * Which level a statement gets for the tables and functions it names, and for whose it is. Read
 * {@link Policy} first, then {@link ClientPolicy}, which decides.
 */
@NullMarked
package dev.lagrange.routing.policy;

import org.jspecify.annotations.NullMarked;
