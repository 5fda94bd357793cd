package dev.lagrange.proxy;

import dev.lagrange.proxy.auth.LoginMethod;
import dev.lagrange.proxy.client.limit.ClientLimits;
import dev.lagrange.proxy.client.tls.ClientTls;
import dev.lagrange.proxy.peer.Peers;
import dev.lagrange.routing.option.HostPort;
import dev.lagrange.routing.spelling.Quote;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a proxy is started with.
 *
 * @param listen where clients connect; port 0 for any that is free
 * @param databases those that clients may ask for, at least one
 * @param method how they show who they are
 * @param tls which of them talk over TLS, and how; its files are watched while the proxy runs
 * @param loginLimit how long a client may take for it, the TLS handshake included
 * @param threads how many event loops; each client and what serves it stay on one
 * @param peers the instances of which this is one
 * @param limits what clients may take at most
 */
public record ProxyOptions(
    HostPort listen,
    List<ServedDatabase> databases,
    LoginMethod method,
    ClientTls tls,
    Duration loginLimit,
    int threads,
    Peers peers,
    ClientLimits limits) {

  /** As PostgreSQL's authentication_timeout. */
  public static final Duration LOGIN_LIMIT = Duration.ofSeconds(60);

  /**
   * Checks the databases' names.
   *
   * @throws IllegalArgumentException if there is none, one without a name, or one twice (SQLSTATE
   *     22023 at the boundary)
   */
  public ProxyOptions {
    databases = List.copyOf(databases);
    if (databases.isEmpty()) {
      throw new IllegalArgumentException("No database is to be served: give at least one");
    }
    Set<String> names = new HashSet<>();
    for (ServedDatabase database : databases) {
      if (database.name().isEmpty()) {
        throw new IllegalArgumentException(
            "The URL '"
                + database.url()
                + "' names no database to serve: end it with one, as /app");
      }
      if (!names.add(database.name())) {
        throw new IllegalArgumentException(
            "The database "
                + Quote.of(database.name())
                + " is to be served twice: clients could not say which; give one another name");
      }
    }
  }

  /** A proxy that stands alone, with no limits but that of logins. */
  public ProxyOptions(
      HostPort listen,
      List<ServedDatabase> databases,
      LoginMethod method,
      ClientTls tls,
      Duration loginLimit,
      int threads) {
    this(listen, databases, method, tls, loginLimit, threads, Peers.none(), ClientLimits.none());
  }
}
