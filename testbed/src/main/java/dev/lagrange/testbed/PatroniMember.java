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
import java.util.List;

/**
 * One member of a {@link PatroniCluster}: Patroni and the PostgreSQL server it runs, in one
 * namespace. Thread-safe.
 */
public final class PatroniMember {
  /** Keeps the namespace when Patroni ends: its server goes on without it. */
  private static final String OUTLIVING = "\"$@\"; while :; do sleep 60; done";

  private final String name;
  private final Path folder;
  private final int port;
  private final int apiPort;
  private final Link apiLink;
  private final ServerProcess process;

  PatroniMember(String name, Path folder, Start start) throws IOException {
    this.name = name;
    this.folder = folder;
    this.port = FreePort.find();
    this.apiPort = FreePort.find();
    this.apiLink = new Link(name + " REST", () -> apiPort);
    Path data = folder.resolve("data");
    start.sandbox().makeFolder(folder);
    Shell.copyTree(start.template().data(), data);
    start.sandbox().handOver(data);
    Path configuration =
        Files.writeString(
            folder.resolve("patroni.yml"),
            PatroniSettings.of(name, folder, port, apiPort, start.etcdPort(), start.tags()));
    PatroniSettings.linkPrograms(folder, start.binaries());
    this.process =
        new ServerProcess(
            start
                .sandbox()
                .startWithProcesses(
                    List.of(
                        "sh",
                        "-c",
                        OUTLIVING,
                        "sh",
                        start.program().toString(),
                        configuration.toString()),
                    log()));
  }

  /** What every member is started with. */
  record Start(
      Path program,
      Sandbox sandbox,
      Binaries binaries,
      Template template,
      int etcdPort,
      String tags) {}

  /** The member's name within Patroni. */
  public String name() {
    return name;
  }

  /** Where it takes connections: {@code 127.0.0.1:5001}. */
  public String host() {
    return Link.HOST + ":" + port;
  }

  /** Its REST server, reached through {@link #apiLink()}. */
  public String api() {
    return "http://" + Link.HOST + ":" + apiLink.port();
  }

  /** What leads to its REST server, and may be cut. */
  public Link apiLink() {
    return apiLink;
  }

  int apiPort() {
    return apiPort;
  }

  /** Whether the server is there and takes writes. */
  public boolean isPrimary() {
    try {
      return query("SELECT NOT pg_is_in_recovery()").equals("t");
    } catch (SQLException e) {
      return false;
    }
  }

  /** The answer to a query of the superuser. */
  public String query(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                PostgresNode.url(port),
                PostgresCluster.SUPERUSER,
                PostgresCluster.SUPERUSER_PASSWORD);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  /** Ends Patroni and the server at once, as a loss of power would. */
  public void kill() {
    try {
      process.kill();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends Patroni by SIGKILL; its server runs on, and nobody looks after it. */
  public void killPatroni() {
    try {
      process.killNamed("patroni.yml");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String logTail() {
    return LogTail.of(log());
  }

  private Path log() {
    return folder.resolveSibling(name + ".log");
  }

  void close() throws IOException {
    if (process.isAlive()) {
      process.kill();
    }
    apiLink.close();
  }
}
