package dev.lagrange.driver.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each row of the page names tests that exist, or argues why it has none. */
final class ConformancePageTest {

  private static final Path PAGE = Path.of("../docs/jdbc-conformance.md");
  private static final Path TESTS = Path.of("src/test/java");
  private static final int ROWS = 74;

  private static final Pattern ROW = Pattern.compile("\\| (\\d+) \\| ([^|]+) \\| ([^|]+) \\|");
  private static final Pattern TEST = Pattern.compile("`(\\w+)\\.(\\w+)`");
  private static final String EXCEPTION = "Exception: ";

  record Row(int number, String does, String tests) {}

  private static List<Row> rowsOf(List<String> lines) {
    List<Row> rows = new ArrayList<>();
    for (String line : lines) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        rows.add(new Row(Integer.parseInt(row.group(1)), row.group(2), row.group(3)));
      }
    }
    return rows;
  }

  private static String sourceOf(String type) throws IOException {
    try (Stream<Path> files = Files.walk(TESTS)) {
      Path found = files.filter(file -> file.endsWith(type + ".java")).findFirst().orElse(null);
      return found == null ? "" : Files.readString(found);
    }
  }

  /** What is wrong with a row; empty if nothing is. */
  private static List<String> problemsOf(Row row) throws IOException {
    List<String> problems = new ArrayList<>();
    Matcher test = TEST.matcher(row.tests());
    int named = 0;
    while (test.find()) {
      named++;
      if (!sourceOf(test.group(1)).contains(" void " + test.group(2) + "(")) {
        problems.add("row " + row.number() + " names " + test.group() + ", which does not exist");
      }
    }
    if (named == 0 && !row.tests().startsWith(EXCEPTION)) {
      problems.add("row " + row.number() + " has neither a test nor an exception");
    }
    return problems;
  }

  @Test
  void eachRowIsThereOnceInOrder() throws IOException {
    assertThat(rowsOf(Files.readAllLines(PAGE)))
        .extracting(Row::number)
        .containsExactlyElementsOf(IntStream.rangeClosed(1, ROWS).boxed().toList());
  }

  @Test
  void eachRowHasTestsThatExistOrAnArguedException() throws IOException {
    List<String> problems = new ArrayList<>();
    for (Row row : rowsOf(Files.readAllLines(PAGE))) {
      problems.addAll(problemsOf(row));
    }
    assertThat(problems).isEmpty();
  }

  @Test
  void missingTestsAndMissingReasonsAreNoticed() throws IOException {
    assertThat(problemsOf(new Row(1, "commits", "`TransactionsIT.nowhere`"))).hasSize(1);
    assertThat(problemsOf(new Row(1, "commits", "`NowhereIT.turningAutocommitOnCommits`")))
        .hasSize(1);
    assertThat(problemsOf(new Row(1, "commits", "to come"))).hasSize(1);
  }
}
