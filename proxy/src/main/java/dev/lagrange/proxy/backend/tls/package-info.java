/**
 * TLS to servers: what the options of the URL ask for, by the names and with the meaning that
 * pgjdbc gives them, and the certificates and keys in files that may change while a proxy runs.
 */
@NullMarked
package dev.lagrange.proxy.backend.tls;

import org.jspecify.annotations.NullMarked;
