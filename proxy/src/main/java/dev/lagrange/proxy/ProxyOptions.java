package dev.lagrange.proxy;

import dev.lagrange.proxy.auth.LoginMethod;
import dev.lagrange.proxy.auth.Users;
import dev.lagrange.routing.option.ClusterUrl;
import dev.lagrange.routing.option.HostPort;
import dev.lagrange.routing.option.Options;

/**
 * What a proxy is started with.
 *
 * @param listen where clients connect; port 0 for any that is free
 * @param url the cluster
 * @param options the cluster's, as the driver has them
 * @param users who may log in
 * @param method how they show who they are
 * @param threads how many event loops; each client and what serves it stay on one
 */
public record ProxyOptions(
    HostPort listen,
    ClusterUrl url,
    Options options,
    Users users,
    LoginMethod method,
    int threads) {}
