/** What clients may take at most: how many there are, and how long they do nothing. */
@NullMarked
package dev.lagrange.proxy.client.limit;

import org.jspecify.annotations.NullMarked;
