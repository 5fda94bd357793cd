package dev.lagrange.testbed;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** One etcd server, which keeps what {@link PatroniCluster} agrees on. Thread-safe. */
final class Etcd implements AutoCloseable {
  static final Program PROGRAM = new Program("etcd", "etcd", "lagrange.etcd", "LAGRANGE_ETCD");

  private final StartedProgram process;
  private volatile int port;

  Etcd(Path program) throws IOException {
    this.process =
        StartedProgram.start("etcd", folder -> configure(program, folder), this::isHealthy);
  }

  /** The port for clients, of the loopback address. */
  int port() {
    return port;
  }

  private List<String> configure(Path program, Path folder) throws IOException {
    port = FreePort.find();
    String clients = "http://" + Link.HOST + ":" + port;
    String peers = "http://" + Link.HOST + ":" + FreePort.find();
    return List.of(
        program.toString(),
        "--data-dir=" + folder.resolve("data"),
        "--listen-client-urls=" + clients,
        "--advertise-client-urls=" + clients,
        "--listen-peer-urls=" + peers,
        "--initial-advertise-peer-urls=" + peers,
        "--initial-cluster=default=" + peers,
        "--unsafe-no-fsync",
        "--log-level=warn");
  }

  private boolean isHealthy() throws IOException {
    URI health = URI.create("http://" + Link.HOST + ":" + port + "/health");
    HttpURLConnection connection = (HttpURLConnection) health.toURL().openConnection();
    try {
      return connection.getResponseCode() == 200;
    } finally {
      connection.disconnect();
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
