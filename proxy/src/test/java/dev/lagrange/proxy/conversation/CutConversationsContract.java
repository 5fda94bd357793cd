package dev.lagrange.proxy.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the network cuts in two, or into single bytes, is answered as what comes in one piece. A
 * subclass says where the one under test is.
 */
public abstract class CutConversationsContract {
  private static final Login LOGIN = Login.ofApp();

  /** What is to answer as PostgreSQL does, however the bytes reach it. */
  protected abstract Address underTest();

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "1: SSLRequest, then GSSENCRequest",
        "24: several queries in one packet",
        "30, 33: Flush after each message",
        "31: many Syncs in one packet",
        "32: an error skips all up to Sync",
        "46, 48: a format each",
        "55: Sync and Flush amid the data",
        "56: an error amid extended COPY in",
        "54: function calls",
        "74: Terminate behind a pipeline"
      })
  void isAnsweredInTheSameWayHoweverItIsCut(String beginning) throws IOException {
    Conversation conversation = Conversations.named(beginning);
    Delivery whole = Delivery.whole();
    Transcript expected = conversation.holdWith(underTest(), LOGIN, whole);
    assertThat(expected.outline()).isEqualTo(conversation.outline());
    for (long offset = 1; offset < whole.count(); offset++) {
      Transcript found = conversation.holdWith(underTest(), LOGIN, Delivery.cutAfter(offset));
      assertThat(found.differenceFrom(expected)).as("cut after byte %d", offset).isEmpty();
    }
    Transcript found = conversation.holdWith(underTest(), LOGIN, Delivery.byteByByte());
    assertThat(found.differenceFrom(expected)).as("byte by byte").isEmpty();
  }
}
