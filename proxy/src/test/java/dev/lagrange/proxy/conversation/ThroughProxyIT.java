package dev.lagrange.proxy.conversation;

import dev.lagrange.proxy.ProxyOn;
import dev.lagrange.testbed.PostgresCluster;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeAll;

/** The proxy, before a primary and two replicas, answers as PostgreSQL itself. */
final class ThroughProxyIT extends ProxyContract {

  @BeforeAll
  static void start() throws SQLException {
    cluster = PostgresCluster.builder().replicas(2).start();
    proxy = ProxyOn.start(cluster, "");
  }
}
