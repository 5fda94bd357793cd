package dev.lagrange.proxy.client;

import dev.lagrange.control.cluster.Cluster;
import dev.lagrange.proxy.auth.LoginMethod;
import dev.lagrange.proxy.backend.Backends;
import dev.lagrange.proxy.client.limit.ClientPlaces;
import dev.lagrange.proxy.client.limit.IdleClients;
import dev.lagrange.proxy.client.tls.ClientTls;
import dev.lagrange.proxy.sample.PrimarySamples;
import dev.lagrange.proxy.session.NamedSessions;
import dev.lagrange.proxy.users.KnownUsers;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What all clients of one database share. Thread-safe.
 *
 * @param cluster what is known of the cluster
 * @param backends the connections to its servers
 * @param samples what each event loop knows of them without waiting
 * @param sessions those that clients have named
 * @param database by which name clients ask for it
 * @param databaseOfServers which name it has there
 * @param pooling how long each has its connection to the primary
 * @param users who may log in
 * @param method how they show who they are
 * @param tls which of them talk over TLS, and how
 * @param loginLimit how long one may take to log in
 * @param places how many clients there may be, of all databases
 * @param idle sends those away that do nothing for too long
 * @param greetings what clients are told after their login
 * @param cancels by which clients are found that want something cancelled
 * @param waiting runs what has to wait
 * @param draining whether the proxy is about to end
 */
public record Shared(
    Cluster cluster,
    Backends backends,
    PrimarySamples samples,
    NamedSessions sessions,
    String database,
    String databaseOfServers,
    Pooling pooling,
    KnownUsers users,
    LoginMethod method,
    ClientTls tls,
    Duration loginLimit,
    ClientPlaces places,
    IdleClients idle,
    Greetings greetings,
    Cancels cancels,
    Executor waiting,
    AtomicBoolean draining) {}
