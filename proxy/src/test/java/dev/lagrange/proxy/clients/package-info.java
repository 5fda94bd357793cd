/**
 * Clients that others wrote, through the proxy: each keeps working as on a server, and gets the
 * promises.
 */
package dev.lagrange.proxy.clients;
