package dev.lagrange.cli.proxy;

import dev.lagrange.cli.proxy.config.ConfigFile;
import dev.lagrange.cli.proxy.config.DatabaseEntry;
import dev.lagrange.proxy.Proxy;
import dev.lagrange.proxy.ProxyOptions;
import dev.lagrange.proxy.ServedDatabase;
import dev.lagrange.proxy.auth.LoginMethod;
import dev.lagrange.proxy.client.Pooling;
import dev.lagrange.proxy.users.ProxyUsers;
import dev.lagrange.routing.option.HostPort;
import dev.lagrange.routing.spelling.Quote;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
      names = "--config",
      paramLabel = "FILE",
      description =
          "a file in YAML with the options below as keys, without their dashes, and 'databases:',"
              + " of which each has a name, a 'url:', 'options:' and 'pooling:'; what the command line says"
              + " counts, and paths are relative to the file")
  private @Nullable Path config;

  @Option(
      names = "--check",
      description = "tell what would be done, as far as that shows without a server, and end")
  private boolean check;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "the cluster, as the driver's URL: jdbc:lagrange:postgresql://a,b,c/app?consistency=eventual;"
              + " its user and password may log in, and monitor the cluster; give one for each"
              + " database that is to be served")
  private List<String> urls = List.of();

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
              + " a SCRAM verifier, an md5 hash or a password; read again when it changes")
  private @Nullable Path users;

  @Option(
      names = "--auth",
      paramLabel = "METHOD",
      description =
          "how they show who they are: scram-sha-256, md5, password, trust or cert (default:"
              + " ${DEFAULT-VALUE})",
      converter = MethodConverter.class,
      defaultValue = "scram-sha-256")
  private LoginMethod method;

  @Option(
      names = "--pooling",
      paramLabel = "MODE",
      description =
          "how long a client has its connection to the primary: for a transaction, or for its"
              + " session, from its first statement there until it goes; then maxPoolSize has to be"
              + " as many as there are clients at once (default: ${DEFAULT-VALUE}; in the file also"
              + " for each database)",
      converter = PoolingConverter.class,
      defaultValue = "transaction")
  private Pooling pooling;

  @Mixin private LoginArguments logins;

  @Mixin private LimitArguments limits;

  @Mixin private TlsArguments tls;

  @Mixin private PeerArguments peers;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "how many event loops (default: half as many as processors)")
  private int threads;

  /** For picocli. */
  public ProxyCommand() {}

  @Override
  public Integer call() throws SQLException, InterruptedException {
    // read by logback.xml, before anything is logged
    System.setProperty("lagrange.logLevel", System.getProperty("lagrange.logLevel", "INFO"));
    // as PostgreSQL: a client of TLS 1.2 that shakes hands again and again is work for nothing
    System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
    List<DatabaseEntry> entries = entries();
    int loops = threads == 0 ? loopsByDefault() : threads;
    if (loops < 1 || loops > MOST_THREADS) {
      throw refused("--threads must be between 1 and %d, not %d".formatted(MOST_THREADS, threads));
    }
    ProxyOptions given = options(entries, loops);
    if (check) {
      Proxy.check(given);
      new Announcement(spec.commandLine().getOut(), given).ofCheck();
      return CommandLine.ExitCode.OK;
    }
    CountDownLatch ended = new CountDownLatch(1);
    try (Proxy proxy = Proxy.start(given)) {
      Runtime.getRuntime()
          .addShutdownHook(new Thread(() -> end(proxy, ended), "lagrange-proxy-end"));
      new Announcement(spec.commandLine().getOut(), given).ofStart(proxy.port());
      ended.await();
    }
    return CommandLine.ExitCode.OK;
  }

  /** The other half is for what the proxy stands beside; fewer loops are busier, and cheaper. */
  private static int loopsByDefault() {
    return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
  }

  /** What is to be served; takes the options of the file over, too. */
  private List<DatabaseEntry> entries() throws SQLException {
    List<DatabaseEntry> named = List.of();
    if (config != null) {
      try {
        named = ConfigFile.give(config, spec);
      } catch (IllegalArgumentException e) {
        throw refused(String.valueOf(e.getMessage()));
      }
    }
    if (urls.isEmpty() && named.isEmpty()) {
      throw refused("there is nothing to serve: give --url, or --config with 'databases:'");
    }
    if (urls.isEmpty()) {
      return named;
    }
    List<DatabaseEntry> entries = new ArrayList<>();
    for (String url : urls) {
      entries.add(DatabaseEntry.of(url));
    }
    return entries;
  }

  private ProxyOptions options(List<DatabaseEntry> entries, int loops) {
    List<ServedDatabase> databases = new ArrayList<>();
    for (DatabaseEntry entry : entries) {
      databases.add(
          new ServedDatabase(
              entry.name(),
              entry.url(),
              entry.options(),
              entry.pooling() == null ? pooling : entry.pooling(),
              users(entry)));
    }
    try {
      return new ProxyOptions(
          listen,
          databases,
          method,
          tls.read(method),
          logins.timeout(),
          loops,
          peers.read(),
          limits.read());
    } catch (IllegalArgumentException e) {
      throw refused(String.valueOf(e.getMessage()));
    }
  }

  private static void end(Proxy proxy, CountDownLatch ended) {
    proxy.drain(PATIENCE);
    proxy.close();
    ended.countDown();
  }

  private ProxyUsers users(DatabaseEntry entry) {
    try {
      return ProxyUsers.read(entry.options(), users, logins.query());
    } catch (IOException | IllegalArgumentException e) {
      throw refused(
          "%s%s (database %s)"
              .formatted(users == null ? "" : "--users: ", e.getMessage(), Quote.of(entry.name())));
    }
  }

  private CommandLine.ParameterException refused(String problem) {
    boolean told = config == null || problem.contains(config.toString());
    return new CommandLine.ParameterException(
        spec.commandLine(), told ? problem : problem + " (with --config " + config + ")");
  }
}
