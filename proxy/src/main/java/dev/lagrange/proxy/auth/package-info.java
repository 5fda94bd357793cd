/**
 * Who a client is, and who the proxy is to a server: both ends of the logins of PostgreSQL's
 * protocol. Nothing here reads a socket, a file or a clock, and nothing blocks but for arithmetic:
 * bytes go in and come out, and what is random is an argument. Users are those of a text that was
 * read before, so no query runs on behalf of somebody who has yet to log in.
 */
@NullMarked
package dev.lagrange.proxy.auth;

import org.jspecify.annotations.NullMarked;
