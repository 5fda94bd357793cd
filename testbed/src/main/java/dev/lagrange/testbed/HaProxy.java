package dev.lagrange.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * HAProxy before a {@link PostgresCluster}, in TCP mode: one port for the primary and one for the
 * replicas, which take new connections by turns. It knows the nodes by the roles they had when it
 * was started. Listens on the loopback address only. Thread-safe. {@link #close()} kills it; the
 * end of the JVM, even by SIGKILL, kills it too.
 */
public final class HaProxy implements AutoCloseable {
  private static final Program PROGRAM =
      new Program("HAProxy", "haproxy", "lagrange.haproxy", "LAGRANGE_HAPROXY");

  /** Why a test is skipped if not {@link #isFound()}, and what to do about it. */
  public static final String NOT_FOUND = PROGRAM.notFound();

  private static final String GLOBAL =
      """
      global
          maxconn 200
      defaults
          mode tcp
          timeout connect 5s
          timeout client 60s
          timeout server 60s
      """;

  private final PostgresCluster cluster;
  private final StartedProgram process;
  private volatile int primaryPort;
  private volatile int replicasPort;

  private HaProxy(Path program, PostgresCluster cluster) {
    this.cluster = cluster;
    this.process =
        StartedProgram.start("HAProxy", folder -> configure(program, folder), this::answers);
  }

  /**
   * Whether there is a program to start: the one that the system property {@code lagrange.haproxy}
   * or the environment variable {@code LAGRANGE_HAPROXY} names, else the first on the {@code PATH}.
   *
   * @throws IllegalStateException if one is named that is no executable file
   */
  public static boolean isFound() {
    return PROGRAM.find().isPresent();
  }

  /**
   * Starts it and blocks until both ports answer.
   *
   * @throws IllegalStateException if there is no program, or it does not start
   * @throws UncheckedIOException if files or processes cannot be made
   */
  public static HaProxy start(PostgresCluster cluster) {
    return new HaProxy(PROGRAM.require(), cluster);
  }

  /** The URL of pgjdbc for {@link PostgresCluster#DATABASE} on the primary. */
  public String primaryUrl() {
    return PostgresNode.url(primaryPort);
  }

  /** The URL of pgjdbc for {@link PostgresCluster#DATABASE} on whichever replica has its turn. */
  public String replicasUrl() {
    return PostgresNode.url(replicasPort);
  }

  @Override
  public void close() {
    process.close();
  }

  private List<String> configure(Path program, Path folder) throws IOException {
    primaryPort = FreePort.find();
    replicasPort = FreePort.find();
    String text =
        GLOBAL
            + listener("primary", primaryPort, List.of(cluster.primary()))
            + listener("replicas", replicasPort, cluster.replicas());
    Path file = Files.writeString(folder.resolve("haproxy.cfg"), text);
    return List.of(program.toString(), "-db", "-f", file.toString());
  }

  private static String listener(String name, int port, List<PostgresNode> nodes) {
    return """
        listen %s
            bind %s:%d
            balance roundrobin
            option pgsql-check user %s
        """
            .formatted(name, Link.HOST, port, PostgresCluster.APP_USER)
        + nodes.stream().map(HaProxy::server).collect(Collectors.joining());
  }

  private static String server(PostgresNode node) {
    return "    server %s %s:%d check%n".formatted(node.name(), node.host(), node.port());
  }

  private boolean answers() throws SQLException {
    return PostgresNode.answers(primaryUrl()) && PostgresNode.answers(replicasUrl());
  }
}
