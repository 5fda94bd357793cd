package dev.lagrange.proxy.client;

import dev.lagrange.control.cluster.Cluster;
import dev.lagrange.proxy.auth.LoginMethod;
import dev.lagrange.proxy.auth.Users;
import dev.lagrange.proxy.backend.Backends;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What all clients of a proxy share. Thread-safe.
 *
 * @param cluster what is known of the cluster
 * @param backends the connections to its servers
 * @param database the one database that is served
 * @param users who may log in
 * @param method how they show who they are
 * @param greetings what clients are told after their login
 * @param cancels by which clients are found that want something cancelled
 * @param waiting runs what has to wait
 * @param draining whether the proxy is about to end
 */
public record Shared(
    Cluster cluster,
    Backends backends,
    String database,
    Users users,
    LoginMethod method,
    Greetings greetings,
    Cancels cancels,
    Executor waiting,
    AtomicBoolean draining) {}
