package dev.lagrange.proxy.conversation;

import dev.lagrange.proxy.ProxyOn;
import dev.lagrange.proxy.client.Pooling;
import dev.lagrange.testbed.PostgresCluster;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeAll;

/**
 * The proxy answers as PostgreSQL does where each client keeps its connection to the primary; in
 * the same ways it differs as where it does not.
 */
final class SessionPoolingConversationsIT extends ProxyContract {

  @BeforeAll
  static void start() throws SQLException {
    cluster = PostgresCluster.builder().replicas(2).start();
    proxy = ProxyOn.start(cluster, "probeInterval=1s", Pooling.SESSION);
  }
}
