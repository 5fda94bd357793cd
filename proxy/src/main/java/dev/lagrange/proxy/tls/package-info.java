/** What TLS with clients and TLS with servers have in common. */
@NullMarked
package dev.lagrange.proxy.tls;

import org.jspecify.annotations.NullMarked;
