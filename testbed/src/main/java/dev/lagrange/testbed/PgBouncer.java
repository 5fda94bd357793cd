package dev.lagrange.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * PgBouncer before one node of a {@link PostgresCluster}, with a pool by transactions that knows
 * prepared statements. Listens on the loopback address only. Thread-safe. {@link #close()} kills
 * it; the end of the JVM, even by SIGKILL, kills it too.
 */
public final class PgBouncer implements AutoCloseable {
  private static final Program PROGRAM =
      new Program("PgBouncer", "pgbouncer", "lagrange.pgbouncer", "LAGRANGE_PGBOUNCER");

  /** Why there is none if not {@link #isFound()}, and what to do about it. */
  public static final String NOT_FOUND = PROGRAM.notFound();

  private static final String USERS =
      "\"%s\" \"%s\"%n".formatted(PostgresCluster.APP_USER, PostgresCluster.APP_PASSWORD);

  private final PostgresNode node;
  private final Map<String, String> own;
  private final StartedProgram process;
  private volatile int port;

  private PgBouncer(Path program, PostgresNode node, Map<String, String> own) {
    this.node = node;
    this.own = Map.copyOf(own);
    this.process =
        StartedProgram.start(
            "PgBouncer",
            folder -> configure(program, folder),
            () -> PostgresNode.answers(PostgresNode.url(port)));
  }

  /**
   * Whether there is a program to start: the one that the system property {@code
   * lagrange.pgbouncer} or the environment variable {@code LAGRANGE_PGBOUNCER} names, else the
   * first on the {@code PATH}.
   *
   * @throws IllegalStateException if one is named that is no executable file
   */
  public static boolean isFound() {
    return PROGRAM.find().isPresent();
  }

  /**
   * Starts it and blocks until it answers.
   *
   * @param settings of its section {@code pgbouncer}; what is not given has its own default but
   *     addresses, authentication and {@code pool_mode}
   * @throws IllegalStateException if there is no program, or it does not start
   * @throws UncheckedIOException if files or processes cannot be made
   */
  public static PgBouncer start(PostgresNode node, Map<String, String> settings) {
    return new PgBouncer(PROGRAM.require(), node, settings);
  }

  /** Where it listens. */
  public int port() {
    return port;
  }

  /** The time on processors that it has taken so far, in steps of 10 ms. */
  public Duration processorTime() {
    return process.processorTime();
  }

  @Override
  public void close() {
    process.close();
  }

  private List<String> configure(Path program, Path folder) throws IOException {
    port = FreePort.find();
    Path users = Files.writeString(folder.resolve("users"), USERS);
    Map<String, String> settings = new TreeMap<>();
    settings.put("listen_addr", Link.HOST);
    settings.put("listen_port", Integer.toString(port));
    settings.put("unix_socket_dir", "");
    settings.put("auth_type", "scram-sha-256");
    settings.put("auth_file", users.toString());
    settings.put("pool_mode", "transaction");
    settings.putAll(own);
    String text =
        "[databases]\n%s = host=%s port=%d\n[pgbouncer]\n"
                .formatted(PostgresCluster.DATABASE, node.host(), node.directPort())
            + settings.entrySet().stream()
                .map(setting -> setting.getKey() + " = " + setting.getValue() + "\n")
                .collect(Collectors.joining());
    Path file = Files.writeString(folder.resolve("pgbouncer.ini"), text);
    return List.of(program.toString(), file.toString());
  }
}
