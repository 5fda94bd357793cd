/**
 * How values are spelled: quantities with their units, the nearest known word to a misspelled one,
 * and values quoted in messages. Options, levels and hints all read and print through it.
 */
@NullMarked
package dev.lagrange.routing.spelling;

import org.jspecify.annotations.NullMarked;
