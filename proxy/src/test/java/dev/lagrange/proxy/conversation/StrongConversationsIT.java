package dev.lagrange.proxy.conversation;

import dev.lagrange.proxy.ProxyOn;
import dev.lagrange.testbed.PostgresCluster;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeAll;

/**
 * The proxy answers as PostgreSQL does where it keeps each answer until it is confirmed; in the
 * same ways it differs as where it does not.
 */
final class StrongConversationsIT extends ProxyContract {

  @BeforeAll
  static void start() throws SQLException {
    cluster = PostgresCluster.builder().replicas(2).synchronous(1).start();
    proxy = ProxyOn.start(cluster, "consistency=strong&strongReads=quorum");
  }
}
