/** Session tokens: what a session has written and read, in one short string. */
@NullMarked
package dev.lagrange.routing.token;

import org.jspecify.annotations.NullMarked;
