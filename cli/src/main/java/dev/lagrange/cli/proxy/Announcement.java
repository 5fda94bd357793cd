package dev.lagrange.cli.proxy;

import dev.lagrange.proxy.ProxyOptions;
import dev.lagrange.proxy.ServedDatabase;
import dev.lagrange.proxy.client.tls.TlsMode;
import dev.lagrange.routing.option.HostPort;
import java.io.PrintWriter;
import java.util.stream.Collectors;

/** What {@code lagrange proxy} says of what it does. */
final class Announcement {

  private final PrintWriter out;
  private final ProxyOptions options;

  Announcement(PrintWriter out, ProxyOptions options) {
    this.out = out;
    this.options = options;
  }

  /** It listens. */
  void ofStart(int port) {
    HostPort listen = new HostPort(options.listen().host(), port);
    boolean one = options.databases().size() == 1;
    out.println(
        "Listening on %s for %s %s. Connect with"
            .formatted(
                listen,
                one ? "database" : "databases",
                options.databases().stream()
                    .map(ServedDatabase::name)
                    .collect(Collectors.joining(", "))));
    out.println();
    for (ServedDatabase database : options.databases()) {
      out.println(
          "  psql 'host=%s port=%d dbname=%s user=%s%s'"
              .formatted(
                  listen.host(),
                  port,
                  database.name(),
                  database.options().passedThrough().getOrDefault("user", "…"),
                  options.tls().mode() == TlsMode.DISABLE ? "" : " sslmode=require"));
    }
    out.flush();
  }

  /** It would listen. Shows no secret. */
  void ofCheck() {
    out.println(
        "All of it can be done, as far as that shows without a server: listen on %s, log in by %s,"
                .formatted(options.listen(), options.method().word())
            + " TLS to clients: %s, event loops: %d. Databases:"
                .formatted(options.tls().mode().word(), options.threads()));
    out.println();
    if (options.peers().areThere()) {
      out.println("  instances: " + options.peers());
    }
    if (options.limits().areThere()) {
      out.println("  limits of clients: " + options.limits());
    }
    for (ServedDatabase database : options.databases()) {
      out.println(
          "  %s: %s, %s, pooling by %s"
              .formatted(
                  database.name(), database.url(), database.options(), database.pooling().word()));
    }
    out.flush();
  }
}
