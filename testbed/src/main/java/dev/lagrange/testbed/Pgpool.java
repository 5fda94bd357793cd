package dev.lagrange.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Pgpool-II before a {@link PostgresCluster}, in its streaming replication mode: it sends writes to
 * the primary and spreads reads over all nodes. Listens on the loopback address only. Thread-safe.
 * {@link #close()} kills it; the end of the JVM, even by SIGKILL, kills it too.
 */
public final class Pgpool implements AutoCloseable {
  private static final Program PROGRAM =
      new Program("Pgpool-II", "pgpool", "lagrange.pgpool", "LAGRANGE_PGPOOL");

  /** Why a test is skipped if not {@link #isFound()}, and what to do about it. */
  public static final String NOT_FOUND = PROGRAM.notFound();

  private static final String HBA = "host all all 127.0.0.1/32 scram-sha-256\n";

  private static final String PASSWORDS =
      """
      %s:TEXT%s
      %s:TEXT%s
      """
          .formatted(
              PostgresCluster.APP_USER,
              PostgresCluster.APP_PASSWORD,
              PostgresCluster.MONITOR_USER,
              PostgresCluster.MONITOR_PASSWORD);

  private final PostgresCluster cluster;
  private final Map<String, String> own;
  private final StartedProgram process;
  private volatile int port;

  private Pgpool(Path program, PostgresCluster cluster, Map<String, String> own) {
    this.cluster = cluster;
    this.own = Map.copyOf(own);
    this.process =
        StartedProgram.start("Pgpool-II", folder -> configure(program, folder), this::isReady);
  }

  /**
   * Whether there is a program to start: the one that the system property {@code lagrange.pgpool}
   * or the environment variable {@code LAGRANGE_PGPOOL} names, else the first on the {@code PATH}.
   *
   * @throws IllegalStateException if one is named that is no executable file
   */
  public static boolean isFound() {
    return PROGRAM.find().isPresent();
  }

  /**
   * Starts it and blocks until it has found the primary and the replicas. Everything has Pgpool's
   * own default but addresses, authentication, and what is given here.
   *
   * @param settings of {@code pgpool.conf}
   * @throws IllegalStateException if there is no program, or it does not start
   * @throws UncheckedIOException if files or processes cannot be made
   */
  public static Pgpool start(PostgresCluster cluster, Map<String, String> settings) {
    return new Pgpool(PROGRAM.require(), cluster, settings);
  }

  /** The URL of pgjdbc for {@link PostgresCluster#DATABASE}. */
  public String jdbcUrl() {
    return PostgresNode.url(port);
  }

  /** Where it listens. */
  public int port() {
    return port;
  }

  /** The time on processors that its processes have taken so far, in steps of 10 ms. */
  public Duration processorTime() {
    return process.processorTime();
  }

  @Override
  public void close() {
    process.close();
  }

  private List<String> configure(Path program, Path folder) throws IOException {
    port = FreePort.find();
    Path hba = Files.writeString(folder.resolve("pool_hba.conf"), HBA);
    Path control = Files.writeString(folder.resolve("pcp.conf"), "");
    Path passwords = Files.writeString(folder.resolve("pool_passwd"), PASSWORDS);
    Map<String, String> settings = new TreeMap<>();
    settings.put("listen_addresses", Link.HOST);
    settings.put("port", Integer.toString(port));
    settings.put("unix_socket_directories", folder.toString());
    settings.put("pcp_listen_addresses", "");
    settings.put("pcp_port", Integer.toString(FreePort.find()));
    settings.put("pcp_socket_dir", folder.toString());
    settings.put("pid_file_name", folder.resolve("pgpool.pid").toString());
    settings.put("work_dir", folder.toString());
    settings.put("enable_pool_hba", "on");
    settings.put("pool_passwd", passwords.toString());
    settings.put("sr_check_user", PostgresCluster.MONITOR_USER);
    settings.put("sr_check_database", PostgresCluster.DATABASE);
    List<PostgresNode> nodes = cluster.nodes();
    for (int number = 0; number < nodes.size(); number++) {
      PostgresNode node = nodes.get(number);
      settings.put("backend_hostname" + number, node.host());
      settings.put("backend_port" + number, Integer.toString(node.port()));
      // as in Pgpool's own example; left out, it is 0, and nothing is balanced
      settings.put("backend_weight" + number, "1");
      settings.put("backend_application_name" + number, node.name());
    }
    settings.putAll(own);
    String text =
        settings.entrySet().stream()
            .map(setting -> setting.getKey() + " = '" + setting.getValue() + "'\n")
            .collect(Collectors.joining());
    Path file = Files.writeString(folder.resolve("pgpool.conf"), text);
    return List.of(
        program.toString(),
        "-n",
        "-D",
        "-f",
        file.toString(),
        "-a",
        hba.toString(),
        "-F",
        control.toString());
  }

  /**
   * Until the roles are known, everything may go to the first node. Pgpool's own SHOW commands are
   * recognised in the simple protocol only.
   */
  private boolean isReady() throws SQLException {
    int replicas = 0;
    try (Connection connection =
            DriverManager.getConnection(
                jdbcUrl() + "&preferQueryMode=simple",
                PostgresCluster.APP_USER,
                PostgresCluster.APP_PASSWORD);
        Statement statement = connection.createStatement();
        ResultSet nodes = statement.executeQuery("SHOW pool_nodes")) {
      while (nodes.next()) {
        if (!nodes.getString("status").equals("up")) {
          return false;
        }
        replicas += nodes.getString("role").equals("standby") ? 1 : 0;
      }
    }
    return replicas == cluster.replicas().size();
  }
}
