package dev.lagrange.testbed;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/**
 * The main program of a JVM that holds a cluster until its input ends: for tests of how such a JVM
 * may end. {@code freeze} freezes the primary; {@code proxies} starts what stands before a cluster,
 * {@code patroni} another one that Patroni keeps.
 */
final class ClusterHolder {
  static final String READY = "ready";

  private ClusterHolder() {}

  public static void main(String[] arguments) throws IOException {
    List<String> options = List.of(arguments);
    try (PostgresCluster cluster = PostgresCluster.builder().replicas(1).start()) {
      cluster.awaitReplicasCaughtUp();
      if (options.contains("proxies")) {
        Pgpool.start(cluster, Map.of());
        HaProxy.start(cluster);
      }
      if (options.contains("patroni")) {
        PatroniCluster.start(2);
      }
      if (options.contains("freeze")) {
        cluster.primary().freeze();
      }
      System.out.println(READY);
      System.out.flush();
      System.in.transferTo(OutputStream.nullOutputStream());
    }
  }
}
