package dev.lagrange.routing.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two readers that know nothing of each other, the tokens and the tree, find the same tables. */
final class ReadersAgreeTest {

  static final Classification NOTHING_SEEN =
      new Classification(
          StatementKind.READ,
          TransactionControl.NONE,
          false,
          SessionEffect.NONE,
          false,
          false,
          List.of(),
          List.of(),
          0,
          null,
          null,
          null,
          null,
          "");

  /** Functions that tokens need not find: what CALL runs, which runs on the primary anyway. */
  private static final Set<String> CALLED = Set.of("place_order");

  @ParameterizedTest
  @CsvSource({"POSTGRESQL, postgresql-corpus.txt, 110", "MYSQL, mysql-corpus.txt, 35"})
  void tokensAndTreeFindTheSameTables(Dialect dialect, String corpus, int parsedAtLeast) {
    Classifier classifier = new Classifier(dialect, 1);
    ReferenceReader reader = new ReferenceReader(dialect);
    int parsed = 0;
    for (String sql : statements(corpus)) {
      References tree = reader.read(sql, NOTHING_SEEN);
      if (tree.parsed()) {
        parsed++;
        Classification tokens = classifier.classify(sql);
        assertThat(tree.tables()).as(sql).containsExactlyInAnyOrderElementsOf(tokens.tables());
        assertThat(tree.functions().stream().filter(name -> !CALLED.contains(name.name())))
            .as(sql)
            .filteredOn(name -> !isStandard(name.name()))
            .isSubsetOf(tokens.functions());
      }
    }
    assertThat(parsed).isGreaterThanOrEqualTo(parsedAtLeast);
  }

  // functions that SQL itself writes without parentheses, too
  private static boolean isStandard(String name) {
    return Set.of("localtime", "utc_timestamp", "current_timestamp", "coalesce", "nullif")
        .contains(name);
  }

  static List<String> statements(String corpus) {
    return WordList.read(corpus).stream()
        .map(line -> line.substring(line.indexOf('|') + 1).strip().replace('¶', '\n'))
        .toList();
  }
}
