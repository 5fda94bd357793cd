package dev.lagrange.proxy.conversation;

import dev.lagrange.proxy.ProxyOn;
import dev.lagrange.testbed.PostgresCluster;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The proxy, before a primary and two replicas, answers as PostgreSQL itself. */
final class ThroughProxyIT extends ConversationsContract {
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
  protected Address reference() {
    return new Address(cluster.primary().host(), cluster.primary().directPort());
  }

  @Override
  protected Address underTest() {
    return new Address("127.0.0.1", proxy.port());
  }

  @Override
  protected Map<String, String> knownDifferences() {
    return Map.of(
        // no connection for replication is passed on yet
        "11: replication for a role that may not", "E(0A000) closed",
        // what nobody waits for is not sent any more
        "32: Terminate is not skipped", "closed",
        // names of PREPARE and of Parse are kept apart: those of Parse are shared with others
        "43: names of PREPARE and of Parse are the same",
            "C(PREPARE) Z(I) 2 D C(SELECT 1) 1 Z(I) 1 Z(I) E(26000) Z(I) C(PREPARE) Z(I)"
                + " C(DEALLOCATE) Z(I) 2 Z(I) closed",
        // the server's name of a statement is the proxy's, which shows in this message
        "48: too few and too many values", "1 E(08P01) Z(I) E(08P01) Z(I) closed",
        // a replica gives another reason
        "59: COPY in where all is read only",
            "C(BEGIN) Z(T) E(25006) Z(E) C(ROLLBACK) Z(I) closed");
  }
}
