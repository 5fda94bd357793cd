/**
 * Who a client is, and who the proxy is to a server: both ends of the logins of PostgreSQL's
 * protocol. Nothing here reads a socket, a file or a clock, and nothing blocks but for arithmetic:
 * bytes go in and come out, and what is random is an argument. Who the users are was read, or
 * looked up, before a login begins: see {@code proxy.users}.
 */
@NullMarked
package dev.lagrange.proxy.auth;

import org.jspecify.annotations.NullMarked;
