package dev.lagrange.proxy.clients;

import dev.lagrange.proxy.ProxyOn;
import dev.lagrange.testbed.NodeJs;
import dev.lagrange.testbed.PostgresCluster;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What node-postgres and postgres.js can do works through the proxy. Each part of a script makes
 * its own assertions, and holds them against the primary first.
 */
@Timeout(60)
final class NodeIT {
  private static PostgresCluster cluster;
  private static ProxyOn proxy;
  private static NodeJs node;

  @BeforeAll
  static void start() throws Exception {
    node = NodePackages.installed();
    cluster = PostgresCluster.builder().replicas(2).start();
    // one keeps up, so that reads leave the primary; the other is behind after each write
    cluster.replicas().get(0).applyDelay(Duration.ofMillis(100));
    proxy = ProxyOn.start(cluster, "consistency=eventual");
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      proxy.close();
      cluster.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "types",
        "named",
        "pool",
        "transaction",
        "errors",
        "cursor",
        "stream",
        "notifications"
      })
  void nodePostgres(String part) throws Exception {
    run("node-postgres.js", part);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "types",
        "pipeline",
        "transaction",
        "savepoint",
        "errors",
        "simple",
        "describe",
        "cursor",
        "copy",
        "cancel",
        "notifications",
        "reserved"
      })
  void postgresJs(String part) throws Exception {
    run("postgres-js.js", part);
  }

  private static void run(String script, String part) throws Exception {
    for (int port : new int[] {cluster.primary().directPort(), proxy.port()}) {
      ProcessBuilder program = node.command(port, NodePackages.script(script), part);
      ClientRun.of(script + " " + part, program, "").success();
    }
  }
}
