/**
 * Where sessions that cannot carry their token leave it: a store of tokens by session key, shared
 * by all instances of an application.
 */
@NullMarked
package dev.lagrange.control.store;

import org.jspecify.annotations.NullMarked;
