package dev.lagrange.cli.proxy;

import dev.lagrange.control.Vendors;
import dev.lagrange.proxy.Proxy;
import dev.lagrange.proxy.ProxyOptions;
import dev.lagrange.proxy.ProxyUsers;
import dev.lagrange.proxy.auth.LoginMethod;
import dev.lagrange.proxy.auth.Users;
import dev.lagrange.routing.option.ClusterUrl;
import dev.lagrange.routing.option.HostPort;
import dev.lagrange.routing.option.Options;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lagrange proxy}. */
@Command(
    name = "proxy",
    description = {
      "Listens for clients that speak PostgreSQL's protocol, and has each of their statements served"
          + " by the cheapest node that keeps the promise of its level, as the driver does.",
      "Ends at Ctrl-C or SIGTERM, once no client has a transaction open, or after ten seconds."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class ProxyCommand implements Callable<Integer> {

  private static final int MOST_THREADS = 256;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Spec private CommandSpec spec;

  @Option(
      names = "--url",
      paramLabel = "URL",
      required = true,
      description =
          "the cluster, as the driver's URL: jdbc:lagrange:postgresql://a,b,c/app?consistency=eventual;"
              + " its user and password may log in, and monitor the cluster")
  private String url;

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      description = "where clients connect (default: ${DEFAULT-VALUE})",
      converter = ListenConverter.class,
      defaultValue = "127.0.0.1:6432")
  private HostPort listen;

  @Option(
      names = "--users",
      paramLabel = "FILE",
      description =
          "who else may log in: lines of \"name\" \"secret\", as in PgBouncer's auth_file; a secret is"
              + " a SCRAM verifier, an md5 hash or a password")
  private @Nullable Path users;

  @Option(
      names = "--auth",
      paramLabel = "METHOD",
      description =
          "how they show who they are: scram-sha-256, md5, password or trust (default:"
              + " ${DEFAULT-VALUE})",
      converter = MethodConverter.class,
      defaultValue = "scram-sha-256")
  private LoginMethod method;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "how many event loops (default: one for each processor)")
  private int threads;

  /** For picocli. */
  public ProxyCommand() {}

  @Override
  public Integer call() throws SQLException, InterruptedException {
    int loops = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    if (loops < 1 || loops > MOST_THREADS) {
      throw refused("--threads must be between 1 and %d, not %d".formatted(MOST_THREADS, threads));
    }
    ClusterUrl cluster = Vendors.parse(url);
    Options options = Vendors.onClassPath().options(cluster, Map.of());
    ProxyOptions given = new ProxyOptions(listen, cluster, options, users(options), method, loops);
    CountDownLatch ended = new CountDownLatch(1);
    try (Proxy proxy = Proxy.start(given)) {
      Runtime.getRuntime()
          .addShutdownHook(new Thread(() -> end(proxy, ended), "lagrange-proxy-end"));
      announce(proxy, cluster, options);
      ended.await();
    }
    return CommandLine.ExitCode.OK;
  }

  private void announce(Proxy proxy, ClusterUrl cluster, Options options) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        "Listening on %s for database %s. Connect with"
            .formatted(new HostPort(listen.host(), proxy.port()), cluster.database()));
    out.println();
    out.println(
        "  psql 'host=%s port=%d dbname=%s user=%s'"
            .formatted(
                listen.host(),
                proxy.port(),
                cluster.database(),
                options.passedThrough().getOrDefault("user", "…")));
    out.flush();
  }

  private static void end(Proxy proxy, CountDownLatch ended) {
    proxy.drain(PATIENCE);
    proxy.close();
    ended.countDown();
  }

  private Users users(Options options) {
    try {
      String text = users == null ? "" : Files.readString(users);
      return ProxyUsers.of(options, text);
    } catch (IOException e) {
      throw refused("--users: " + users + " cannot be read: " + e);
    } catch (IllegalArgumentException e) {
      throw refused((users == null ? "" : "--users: ") + e.getMessage());
    }
  }

  private CommandLine.ParameterException refused(String problem) {
    return new CommandLine.ParameterException(spec.commandLine(), problem);
  }
}
