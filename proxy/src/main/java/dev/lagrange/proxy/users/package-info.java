/**
 * Who may log in to a proxy, at the moment somebody wants to: a list that is read again when it
 * changes, and, if the operator says so, the roles of the cluster, asked for by a query.
 */
@NullMarked
package dev.lagrange.proxy.users;

import org.jspecify.annotations.NullMarked;
