package dev.lagrange.proxy.client;

import dev.lagrange.proxy.backend.BackendKey;
import dev.lagrange.routing.consistency.Consistency;

/**
 * Who a client is.
 *
 * @param key which server connections may serve it
 * @param consistency the level it began with
 */
record ClientIdentity(BackendKey key, Consistency consistency) {}
