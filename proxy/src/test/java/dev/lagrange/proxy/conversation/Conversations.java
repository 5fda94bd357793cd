package dev.lagrange.proxy.conversation;

import java.util.List;
import java.util.stream.Stream;

/** All conversations. Each is named by the rows of the list of corner cases that it is about. */
final class Conversations {
  private Conversations() {}

  static List<Conversation> all() {
    return Stream.of(
            StartConversations.all(),
            SimpleConversations.all(),
            TransactionConversations.all(),
            PipelineConversations.all(),
            ErrorConversations.all(),
            StatementConversations.all(),
            PortalConversations.all(),
            ParameterConversations.all(),
            LargeConversations.all(),
            CopyConversations.all(),
            SettingConversations.all(),
            SessionConversations.all(),
            AsynchronousConversations.all(),
            EndConversations.all())
        .flatMap(List::stream)
        .toList();
  }

  /** The conversation whose name begins so. */
  static Conversation named(String beginning) {
    return all().stream()
        .filter(conversation -> conversation.toString().startsWith(beginning))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("No conversation '" + beginning + "'"));
  }
}
