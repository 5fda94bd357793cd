package dev.lagrange.proxy.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The page of the corner cases names every row, and conversations that exist. */
class WireConformancePageTest {

  private static final Path PAGE = Path.of("..", "docs", "wire-conformance.md");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d+) \\| [^|]+ \\| ([^|]+) \\|$");
  private static final Pattern CONVERSATION = Pattern.compile("\"(\\d[^\"]*)\"");

  @Test
  void everyRowIsThereWithATestOrAnException() throws IOException {
    List<Integer> rows = new ArrayList<>();
    Matcher row = ROW.matcher(Files.readString(PAGE));
    while (row.find()) {
      rows.add(Integer.valueOf(row.group(1)));
      assertThat(row.group(2)).as("row %s", row.group(1)).containsAnyOf("\"", "`", "Exception: ");
    }
    assertThat(rows).isEqualTo(IntStream.rangeClosed(1, 75).boxed().toList());
  }

  @Test
  void everyConversationExists() throws IOException {
    Set<String> known =
        Conversations.all().stream().map(Conversation::toString).collect(Collectors.toSet());
    List<String> named = new ArrayList<>();
    Matcher conversation = CONVERSATION.matcher(Files.readString(PAGE));
    while (conversation.find()) {
      named.add(conversation.group(1));
    }
    assertThat(named).hasSizeGreaterThan(100);
    assertThat(known).containsAll(named);
  }
}
