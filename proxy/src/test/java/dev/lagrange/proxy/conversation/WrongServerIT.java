package dev.lagrange.proxy.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.testbed.PostgresCluster;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The comparison catches a server that loses, adds, changes or misplaces a single message. */
final class WrongServerIT {
  private static final String CONVERSATION = "31: reads and writes with a Sync each";

  private static PostgresCluster cluster;

  @BeforeAll
  static void start() {
    cluster = PostgresCluster.builder().start();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static String difference(Function<List<Message>, List<Message>> fault)
      throws IOException {
    Address direct = new Address(cluster.primary().host(), cluster.primary().directPort());
    Conversation conversation = Conversations.named(CONVERSATION);
    Transcript expected =
        conversation.holdWith(direct, ConversationsContract.LOGIN, Delivery.whole());
    try (WrongServer wrong = WrongServer.before(direct, fault)) {
      return conversation
          .holdWith(wrong.address(), ConversationsContract.LOGIN, Delivery.whole())
          .differenceFrom(expected);
    }
  }

  @Test
  void relayThatSpoilsNothingDoesNotDiffer() throws IOException {
    assertThat(difference(answer -> answer)).isEmpty();
  }

  @Test
  void lostMessageIsCaught() throws IOException {
    assertThat(difference(answer -> answer.stream().filter(m -> m.type() != '1').toList()))
        .contains("- ParseComplete");
  }

  @Test
  void addedMessageIsCaught() throws IOException {
    assertThat(
            difference(
                answer -> {
                  List<Message> more = new ArrayList<>(answer);
                  more.add(0, new Message('3', new byte[0]));
                  return more;
                }))
        .contains("+ CloseComplete");
  }

  @Test
  void addedReadyForQueryIsCaught() throws IOException {
    assertThat(
            difference(
                answer -> {
                  List<Message> more = new ArrayList<>(answer);
                  more.add(new Message('Z', new byte[] {'I'}));
                  return more;
                }))
        .contains("ReadyForQuery");
  }

  @Test
  void misplacedMessageIsCaught() throws IOException {
    assertThat(
            difference(
                answer -> {
                  List<Message> swapped = new ArrayList<>(answer);
                  if (swapped.size() > 2) {
                    Collections.swap(swapped, swapped.size() - 3, swapped.size() - 2);
                  }
                  return swapped;
                }))
        .contains("+ CommandComplete");
  }

  @Test
  void otherStatusIsCaught() throws IOException {
    assertThat(
            difference(
                answer ->
                    answer.stream()
                        .map(m -> m.type() == 'Z' ? new Message('Z', new byte[] {'T'}) : m)
                        .toList()))
        .contains("+ ReadyForQuery T");
  }
}
