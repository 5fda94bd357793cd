package dev.lagrange.proxy.conversation;

import dev.lagrange.proxy.ProxyOn;
import dev.lagrange.testbed.PostgresCluster;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The proxy minds no cuts either. */
final class CutThroughProxyIT extends CutConversationsContract {
  private static PostgresCluster cluster;
  private static ProxyOn proxy;

  @BeforeAll
  static void start() throws SQLException {
    cluster = PostgresCluster.builder().replicas(2).start();
    proxy = ProxyOn.start(cluster, "");
  }

  @AfterAll
  static void stop() {
    proxy.close();
    cluster.close();
  }

  @Override
  protected Address underTest() {
    return new Address("127.0.0.1", proxy.port());
  }
}
