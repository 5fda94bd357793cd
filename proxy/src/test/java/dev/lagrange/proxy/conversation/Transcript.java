package dev.lagrange.proxy.conversation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What a server said in a conversation, as lines in which two runs are equal. Not thread-safe while
 * it is written.
 */
final class Transcript {
  private static final int CONTEXT = 3;
  private static final int LONGEST = 40;

  private final boolean withSource;
  private final List<String> lines = new ArrayList<>();
  private final List<String> outline = new ArrayList<>();

  /** With or without the places in the server's source that errors and notices name. */
  Transcript(boolean withSource) {
    this.withSource = withSource;
  }

  /** Adds messages in their order. The process id is what the server told the client is its own. */
  void add(List<Message> messages, int ownProcessId) {
    MessageText text = new MessageText(ownProcessId, withSource);
    for (Message message : messages) {
      lines.add(text.of(message));
      outline.add(message.outline());
    }
  }

  /**
   * Adds what a server says while a session starts. The order of the parameters is the server's own
   * affair, so they are sorted; and how it asks for a password is that of its configuration.
   */
  void addStart(List<Message> messages, int ownProcessId) {
    MessageText text = new MessageText(ownProcessId, withSource);
    lines.addAll(
        messages.stream().filter(message -> message.type() == 'S').map(text::of).sorted().toList());
    add(
        messages.stream().filter(message -> "SR".indexOf(message.type()) < 0).toList(),
        ownProcessId);
  }

  List<String> lines() {
    return Collections.unmodifiableList(lines);
  }

  /**
   * The types of the messages with what matters of them, such as {@code 1 2 C(BEGIN) Z(T)}; equal
   * ones in a row once with their number, {@code D*5}. The parameters of the start are left out.
   */
  String outline() {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < outline.size(); ) {
      int end = i;
      while (end < outline.size() && outline.get(end).equals(outline.get(i))) {
        end++;
      }
      words.add(end - i == 1 ? outline.get(i) : outline.get(i) + "*" + (end - i));
      i = end;
    }
    return String.join(" ", words);
  }

  /** What differs from the expected one, line by line; empty if nothing does. */
  String differenceFrom(Transcript expected) {
    List<String> wanted = expected.lines;
    if (wanted.equals(lines)) {
      return "";
    }
    int same = 0;
    while (same < Math.min(wanted.size(), lines.size())
        && wanted.get(same).equals(lines.get(same))) {
      same++;
    }
    int end = 0;
    while (end < Math.min(wanted.size(), lines.size()) - same
        && wanted.get(wanted.size() - 1 - end).equals(lines.get(lines.size() - 1 - end))) {
      end++;
    }
    List<String> shown = new ArrayList<>();
    shown.add("from message " + (same + 1) + " on:");
    append(shown, "  ", lines.subList(Math.max(0, same - CONTEXT), same));
    append(shown, "- ", wanted.subList(same, wanted.size() - end));
    append(shown, "+ ", lines.subList(same, lines.size() - end));
    append(
        shown, "  ", lines.subList(lines.size() - end, lines.size() - Math.max(0, end - CONTEXT)));
    return String.join("\n", shown);
  }

  private static void append(List<String> shown, String mark, List<String> some) {
    some.stream().limit(LONGEST).map(line -> mark + line).forEach(shown::add);
    if (some.size() > LONGEST) {
      shown.add(mark + "and " + (some.size() - LONGEST) + " more");
    }
  }

  @Override
  public String toString() {
    return String.join("\n", lines);
  }
}
