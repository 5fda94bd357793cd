package dev.lagrange.proxy.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What speaks the PostgreSQL protocol must answer as PostgreSQL itself: each conversation is held
 * with both, and compared message by message. A subclass says where they are.
 */
public abstract class ConversationsContract {

  /** The role of the application in the testbed's clusters. */
  static final Login LOGIN = Login.ofApp();

  /** PostgreSQL itself. */
  protected abstract Address reference();

  /** What is to answer likewise. */
  protected abstract Address underTest();

  /** How clients of what is under test log in. */
  protected Login login() {
    return LOGIN;
  }

  /**
   * The conversations in which the two may differ, by name, and what the one under test answers
   * then, as an outline.
   */
  protected Map<String, String> knownDifferences() {
    return Map.of();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("dev.lagrange.proxy.conversation.Conversations#all")
  void answersAsPostgresDoes(Conversation conversation) throws IOException {
    Transcript expected = conversation.holdWith(reference(), LOGIN, Delivery.whole());
    assertThat(expected.outline())
        .as("%s, with PostgreSQL:\n%s", conversation, expected)
        .isEqualTo(conversation.outline());
    Transcript found = conversation.holdWith(underTest(), login(), Delivery.whole());
    String known = knownDifferences().get(conversation.toString());
    if (known != null) {
      assertThat(found.outline()).as("%s:\n%s", conversation, found).isEqualTo(known);
    } else {
      assertThat(found.differenceFrom(expected)).as(conversation.toString()).isEmpty();
    }
  }
}
