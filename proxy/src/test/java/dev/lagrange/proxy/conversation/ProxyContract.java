package dev.lagrange.proxy.conversation;

import dev.lagrange.proxy.ProxyOn;
import dev.lagrange.testbed.PostgresCluster;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;

/**
 * A proxy must answer as the primary of its cluster, but for what is meant. A subclass starts them
 * before all of its conversations.
 */
abstract class ProxyContract extends ConversationsContract {

  /** The six that are meant. */
  private static final Map<String, String> KNOWN_DIFFERENCES =
      Map.of(
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
          // what the proxy answers itself the server does not see, and so does not refuse
          "57: a Close amid extended COPY in", "1 2 G E(08007) closed",
          // a replica gives another reason
          "59: COPY in where all is read only",
              "C(BEGIN) Z(T) E(25006) Z(E) C(ROLLBACK) Z(I) closed");

  static @Nullable PostgresCluster cluster;
  static @Nullable ProxyOn proxy;

  @AfterAll
  static void stopBoth() {
    if (proxy != null) {
      proxy.close();
      proxy = null;
    }
    if (cluster != null) {
      cluster.close();
      cluster = null;
    }
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
    return KNOWN_DIFFERENCES;
  }
}
