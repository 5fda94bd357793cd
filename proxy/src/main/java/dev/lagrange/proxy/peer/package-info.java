/** Several instances of a proxy behind one address: where requests to cancel go between them. */
@NullMarked
package dev.lagrange.proxy.peer;

import org.jspecify.annotations.NullMarked;
