package dev.lagrange.proxy;

import dev.lagrange.control.Ticker;
import dev.lagrange.control.Vendors;
import dev.lagrange.control.cluster.Cluster;
import dev.lagrange.proxy.backend.Backends;
import dev.lagrange.proxy.backend.HostNames;
import dev.lagrange.proxy.backend.tls.ServerTls;
import dev.lagrange.proxy.client.Cancels;
import dev.lagrange.proxy.client.Greetings;
import dev.lagrange.proxy.client.Shared;
import dev.lagrange.proxy.client.limit.ClientPlaces;
import dev.lagrange.proxy.client.limit.IdleClients;
import dev.lagrange.proxy.sample.PrimarySamples;
import dev.lagrange.proxy.session.NamedSessions;
import dev.lagrange.proxy.users.KnownUsers;
import dev.lagrange.routing.event.RoutingListener;
import io.netty.channel.EventLoop;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** A database of a proxy that is connected to its cluster. Thread-safe. */
final class OpenDatabase implements AutoCloseable {

  private final ServedDatabase served;
  private final ServerTls tls;
  private final Cluster cluster;
  private final Backends backends;
  private final NamedSessions sessions;
  private final KnownUsers users;
  private final PrimarySamples samples;

  private OpenDatabase(
      ServedDatabase served,
      ServerTls tls,
      Cluster cluster,
      Backends backends,
      List<EventLoop> loops,
      Executor waiting) {
    this.served = served;
    this.tls = tls;
    this.cluster = cluster;
    this.backends = backends;
    this.sessions = new NamedSessions(cluster, waiting);
    this.samples = new PrimarySamples(cluster, backends, served.url().database(), loops);
    this.users = new KnownUsers(served.users(), cluster, waiting);
  }

  /**
   * Opens one. Blocks until its nodes have answered or failed once.
   *
   * @throws SQLException as {@link Cluster#open}, or 22023 for what is asked of TLS
   */
  static OpenDatabase open(
      ServedDatabase served,
      Ticker ticker,
      List<EventLoop> loops,
      Executor waiting,
      HostNames names)
      throws SQLException {
    ServerTls tls = ServerTls.of(served.options());
    AtomicReference<Backends> backends = new AtomicReference<>();
    Cluster cluster =
        Cluster.open(
            Vendors.onClassPath().of(served.url()),
            served.url(),
            served.options(),
            ticker,
            RoutingListener.NONE,
            members -> {
              backends.set(
                  new Backends(
                      members,
                      served.options(),
                      ticker,
                      loops,
                      Transport.channelType(),
                      tls,
                      names));
              return backends.get();
            });
    return new OpenDatabase(served, tls, cluster, backends.get(), loops, waiting);
  }

  /** What its clients share. */
  Shared shared(
      ProxyOptions options,
      ClientPlaces places,
      IdleClients idle,
      Cancels cancels,
      Executor waiting,
      AtomicBoolean draining) {
    return new Shared(
        cluster,
        backends,
        samples,
        sessions,
        served.name(),
        served.url().database(),
        served.pooling(),
        users,
        options.method(),
        options.tls(),
        options.loginLimit(),
        places,
        idle,
        new Greetings(cluster, backends),
        cancels,
        waiting,
        draining);
  }

  String name() {
    return served.name();
  }

  Cluster cluster() {
    return cluster;
  }

  NamedSessions sessions() {
    return sessions;
  }

  /** Reads files of users and certificates again that have changed. */
  void checkFiles() {
    served.users().check();
    tls.check();
  }

  /** Stops watching, and closes the connections to servers. */
  @Override
  public void close() {
    users.close();
    cluster.close();
  }
}
