package dev.lagrange.cli.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.policy.Client;
import dev.lagrange.routing.sql.Dialect;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class StatementsTest {

  @Test
  void eachLineIsStatementAndBlankOnesAreSkipped() throws IOException {
    Statements statements = of("SELECT 1\n\n  \nSELECT 2", false);

    assertThat(sql(statements)).isEqualTo("SELECT 1");
    assertThat(sql(statements)).isEqualTo("SELECT 2");
    assertThat(statements.next()).isNull();
  }

  @Test
  void fieldOfJsonLineIsStatement() throws IOException {
    assertThat(sql(of("{\"id\": 7, \"sql\": \"SELECT\\n1\"}", true))).isEqualTo("SELECT\n1");
  }

  @Test
  void otherFieldsArePrintedAgain() throws IOException {
    Statements.Input input =
        Objects.requireNonNull(
            of("{\"id\": 7, \"kind\": \"?\", \"sql\": \"SELECT 1\"}", true).next());
    Explanation explanation =
        Explanation.of(
            input.sql(),
            Knowledge.offline(
                Dialect.POSTGRESQL, null, new Client("", "", List.of()), Consistency.WEAK));

    assertThat(ExplanationJson.print(explanation, input.fields()))
        .contains("\"id\":7", "\"kind\":\"read\"");
  }

  @Test
  void lineThatIsNoObjectWithStatementIsRefusedByNumber() {
    for (String line : new String[] {"SELECT 1", "[1]", "{\"sql\": 1}", "{\"query\": \"x\"}"}) {
      Statements statements = of("\n" + line, true);

      assertThatThrownBy(statements::next)
          .as(line)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("line 2 is no JSON object");
    }
  }

  private static Statements of(String text, boolean json) {
    return new Statements(new BufferedReader(new StringReader(text)), json);
  }

  private static String sql(Statements statements) throws IOException {
    return Objects.requireNonNull(statements.next()).sql();
  }
}
