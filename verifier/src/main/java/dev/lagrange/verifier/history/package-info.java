/**
 * What clients did and saw: operations, and the file they are written to as they happen. Nothing
 * here knows how a read was routed; it is what anybody could have noted beside an application.
 */
@NullMarked
package dev.lagrange.verifier.history;

import org.jspecify.annotations.NullMarked;
