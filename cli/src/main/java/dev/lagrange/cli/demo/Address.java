package dev.lagrange.cli.demo;

import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;

/** How an application reaches the cluster: as a plain role, with a monitor that sees everything. */
final class Address {

  /** No node is dead because all share one machine, and that is busy for a moment. */
  private static final String PATIENCE = "&probeTimeout=10s&connectionTimeout=1min";

  private Address() {}

  /** The driver's URL for one level. */
  static String jdbc(PostgresCluster cluster, Consistency level) {
    return jdbc(cluster) + "&consistency=" + level;
  }

  static String jdbc(PostgresCluster cluster) {
    return cluster.driverUrl() + PATIENCE;
  }

  /** What psql takes. */
  static String libpq(PostgresNode node) {
    return libpq(node.host(), node.port());
  }

  static String libpq(String host, int port) {
    return "postgresql://%s:%s@%s:%d/%s"
        .formatted(
            PostgresCluster.APP_USER,
            PostgresCluster.APP_PASSWORD,
            host,
            port,
            PostgresCluster.DATABASE);
  }

  static NodeId id(PostgresNode node) {
    return new NodeId(node.host() + ":" + node.port());
  }
}
