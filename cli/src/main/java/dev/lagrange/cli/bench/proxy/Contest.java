package dev.lagrange.cli.bench.proxy;

import dev.lagrange.testbed.PgBouncer;
import dev.lagrange.testbed.Pgpool;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A cluster and what stands before it, each with as many connections to a server. All talk to the
 * servers themselves, past the links of the testbed. PgBouncer, who routes nothing, has the primary
 * only; Pgpool-II and Lagrange have all nodes.
 */
final class Contest implements AutoCloseable {

  /** The one that the others are compared with. */
  static final String YARDSTICK = "PgBouncer";

  private static final int REPLICAS = 2;
  private static final String SHARED_BUFFERS = "256MB";

  private final PostgresCluster cluster;
  private final PgBouncer bouncer;
  private final Pgpool pgpool;
  private final ProxyProcess lagrange;
  private final ProxyProcess ofItself;

  private Contest(
      PostgresCluster cluster,
      PgBouncer bouncer,
      Pgpool pgpool,
      ProxyProcess lagrange,
      ProxyProcess ofItself) {
    this.cluster = cluster;
    this.bouncer = bouncer;
    this.pgpool = pgpool;
    this.lagrange = lagrange;
    this.ofItself = ofItself;
  }

  /**
   * Starts everything, with pgbench's tables.
   *
   * @param clients how many there are at most
   * @param connections how many a pool may have to each server
   */
  static Contest start(int scale, int clients, int connections)
      throws IOException, InterruptedException {
    PostgresCluster cluster =
        PostgresCluster.builder()
            .replicas(REPLICAS)
            .setting("shared_buffers", SHARED_BUFFERS)
            .setting("max_connections", "500")
            .start();
    PgBouncer bouncer = null;
    Pgpool pgpool = null;
    ProxyProcess lagrange = null;
    try {
      Pgbench.prepare(cluster.primary().directPort(), scale);
      cluster.awaitReplicasCaughtUp();
      bouncer =
          PgBouncer.start(
              cluster.primary(),
              Map.of(
                  "default_pool_size",
                  Integer.toString(connections),
                  "max_prepared_statements",
                  "200"));
      pgpool = Pgpool.start(cluster, forPgpool(cluster, clients));
      String url = url(cluster, connections);
      lagrange = ProxyProcess.start(url);
      ProxyProcess ofItself = ProxyProcess.start(url + "&sessionScope=datasource");
      return new Contest(cluster, bouncer, pgpool, lagrange, ofItself);
    } catch (IOException | InterruptedException | RuntimeException e) {
      if (lagrange != null) {
        lagrange.close();
      }
      if (pgpool != null) {
        pgpool.close();
      }
      if (bouncer != null) {
        bouncer.close();
      }
      cluster.close();
      throw e;
    }
  }

  /** It has a process for each client, and each of those its own connections. */
  private static Map<String, String> forPgpool(PostgresCluster cluster, int clients) {
    Map<String, String> settings = new HashMap<>();
    settings.put("num_init_children", Integer.toString(clients + 4));
    for (int number = 0; number < cluster.nodes().size(); number++) {
      int port = cluster.nodes().get(number).directPort();
      settings.put("backend_port" + number, Integer.toString(port));
    }
    return settings;
  }

  private static String url(PostgresCluster cluster, int connections) {
    String hosts =
        cluster.nodes().stream()
            .map((PostgresNode node) -> node.host() + ":" + node.directPort())
            .collect(Collectors.joining(","));
    return cluster.driverUrl().replace(cluster.hosts(), hosts) + "&maxPoolSize=" + connections;
  }

  /** Who takes part. */
  List<Contender> contenders() {
    return List.of(
        new Contender("direct", cluster.primary().directPort(), "", () -> Duration.ZERO),
        new Contender(YARDSTICK, bouncer.port(), "", bouncer::processorTime),
        new Contender("Pgpool-II", pgpool.port(), "", pgpool::processorTime),
        lagrange("eventual", lagrange, "eventual"),
        lagrange("eventual, scope datasource", ofItself, "eventual"),
        lagrange("weak", lagrange, "weak"));
  }

  private static Contender lagrange(String name, ProxyProcess proxy, String level) {
    return new Contender(
        "Lagrange, " + name,
        proxy.port(),
        "-c lagrange.consistency=" + level,
        proxy::processorTime);
  }

  /** The process of Lagrange's proxy, for whoever wants to look into it. */
  long pid() {
    return lagrange.pid();
  }

  @Override
  public void close() throws IOException {
    ofItself.close();
    lagrange.close();
    pgpool.close();
    bouncer.close();
    cluster.close();
  }
}
