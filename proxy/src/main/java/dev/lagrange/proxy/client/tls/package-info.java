/**
 * TLS between clients and the proxy: its files, the modes, and what a client's certificate says.
 */
@NullMarked
package dev.lagrange.proxy.client.tls;

import org.jspecify.annotations.NullMarked;
