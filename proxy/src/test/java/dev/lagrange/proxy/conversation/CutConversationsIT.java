package dev.lagrange.proxy.conversation;

import dev.lagrange.testbed.PostgresCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** PostgreSQL itself does not mind cuts, so that whoever does is at fault. */
final class CutConversationsIT extends CutConversationsContract {
  private static PostgresCluster cluster;

  @BeforeAll
  static void start() {
    cluster = PostgresCluster.builder().start();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Override
  protected Address underTest() {
    return new Address(cluster.primary().host(), cluster.primary().directPort());
  }
}
