package dev.lagrange.proxy.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.testbed.PostgresCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Each conversation held twice with PostgreSQL itself is the same, so that what differs elsewhere
 * is no accident.
 */
final class ConversationsIT extends ConversationsContract {
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
  protected Address reference() {
    return new Address(cluster.primary().host(), cluster.primary().directPort());
  }

  @Override
  protected Address underTest() {
    return reference();
  }

  @Test
  void eachConversationHasANameOfItsOwn() {
    assertThat(Conversations.all()).extracting(Conversation::toString).doesNotHaveDuplicates();
  }
}
