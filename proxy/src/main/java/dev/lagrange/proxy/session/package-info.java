/** Sessions that clients name: shared by all clients of a proxy with the same key. */
@NullMarked
package dev.lagrange.proxy.session;

import org.jspecify.annotations.NullMarked;
