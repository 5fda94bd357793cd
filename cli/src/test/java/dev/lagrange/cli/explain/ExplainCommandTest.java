package dev.lagrange.cli.explain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lagrange.cli.Run;
import org.junit.jupiter.api.Test;

final class ExplainCommandTest {

  @Test
  void readGoesToReplicaAtEachLevelButStrong() {
    Run run = Run.of("explain", "SELECT 1");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains("a read")
        .containsPattern("strong +primary")
        .containsPattern("bounded\\(5s\\) +replica")
        .containsPattern("eventual +replica")
        .containsPattern("weak +replica");
  }

  @Test
  void writeGoesToPrimaryAtEveryLevel() {
    Run run = Run.of("explain", "UPDATE t SET x = 1");

    assertThat(run.out()).contains("a write").containsPattern("every level +primary");
  }

  @Test
  void eachArgumentIsStatement() {
    Run run = Run.of("explain", "SELECT 1", "DELETE FROM t");

    assertThat(run.out()).contains("SELECT 1", "DELETE FROM t");
  }

  @Test
  void hintWinsOverLevel() throws JsonProcessingException {
    Run run = Run.of("explain", "--json", "--level", "weak", "/*+ consistency(strong) */ SELECT 1");

    JsonNode line = json(run);
    assertThat(line.path("target").textValue()).isEqualTo("primary");
    assertThat(line.path("consistency").textValue()).isEqualTo("strong");
  }

  @Test
  void unknownLevelInHintIsPartOfTheOutput() throws JsonProcessingException {
    String sql = "/*+ consistency(wek) */ SELECT 1";

    assertThat(Run.of("explain", sql).out()).contains("refused", "'wek' is not a level");
    Run run = Run.of("explain", "--json", sql);
    assertThat(run.exitCode()).isZero();
    JsonNode line = json(run);
    assertThat(line.path("target").isNull()).isTrue();
    assertThat(line.path("reason").textValue()).contains("'wek' is not a level");
  }

  @Test
  void unknownLevelInOptionIsUsageError() {
    Run run = Run.of("explain", "--level", "stronk", "SELECT 1");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("--level", "'stronk' is not a level", "strong");
  }

  @Test
  void unknownEngineIsUsageError() {
    Run run = Run.of("explain", "--engine", "oracle", "SELECT 1");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--engine", "oracle");
  }

  @Test
  void engineDecidesHowTheTextReads() throws JsonProcessingException {
    String sql = "REPLACE INTO t VALUES (1)";

    assertThat(json(Run.of("explain", "--json", "--engine", "mysql", sql)).path("kind").textValue())
        .isEqualTo("write");
    assertThat(json(Run.of("explain", "--json", sql)).path("kind").textValue())
        .isEqualTo("unknown");
  }

  @Test
  void jsonHasKindTargetReasonSessionAndFunctions() throws JsonProcessingException {
    JsonNode line = json(Run.of("explain", "--json", "SELECT pg_advisory_lock(7)"));

    assertThat(line.path("kind").textValue()).isEqualTo("write");
    assertThat(line.path("target").textValue()).isEqualTo("primary");
    assertThat(line.path("reason").textValue()).contains("pg_advisory_lock");
    assertThat(line.path("changesSession").booleanValue()).isTrue();
    assertThat(line.path("functions").get(0).textValue()).isEqualTo("pg_advisory_lock");
  }

  @Test
  void jsonOfSeveralStatementsIsOneLineEach() {
    Run run = Run.of("explain", "--json", "SELECT\n1", "COMMIT");

    assertThat(run.out().lines()).hasSize(2);
  }

  @Test
  void commandForLagrangeReachesNoServer() {
    assertThat(Run.of("explain", "SHOW lagrange.route").out()).contains("reaches no server");
  }

  @Test
  void tablesAndFunctionsAreNamedAndAssumptionsTold() throws JsonProcessingException {
    String sql =
        "WITH w AS (SELECT * FROM shop.item) SELECT lower(name) FROM w JOIN pg_class ON true";

    assertThat(Run.of("explain", sql).out())
        .contains(
            "names shop.item, pg_class (shop.item taken for plain tables: no server was asked")
        .contains("calls lower");
    JsonNode line = json(Run.of("explain", "--json", sql));
    assertThat(line.path("tables")).extracting(JsonNode::textValue).contains("shop.item");
    assertThat(line.path("assumed")).extracting(JsonNode::textValue).containsExactly("shop.item");
  }

  @Test
  void policyDecidesTheLevelAndTheRuleIsNamed() throws JsonProcessingException {
    String policy = "file:../docs/example-policy.yaml";
    String join = "SELECT * FROM metrics.cpu JOIN stock_level USING (id)";

    assertThat(Run.of("explain", "--policy", policy, join).out())
        .containsPattern("strong +primary")
        .contains("by the policy's line ", "stock_level");
    JsonNode strong = json(Run.of("explain", "--json", "--policy", policy, join));
    assertThat(strong.path("target").textValue()).isEqualTo("primary");
    assertThat(strong.path("rule").textValue()).contains("required");

    String metrics = "SELECT * FROM metrics.cpu";
    JsonNode weak =
        json(Run.of("explain", "--json", "--policy", policy, "--level", "strong", metrics));
    assertThat(weak.path("consistency").textValue()).isEqualTo("weak");
    assertThat(weak.path("target").textValue()).isEqualTo("replica");
    JsonNode without = json(Run.of("explain", "--json", "--level", "strong", metrics));
    assertThat(without.path("target").textValue()).isEqualTo("primary");
    assertThat(without.path("rule").isNull()).isTrue();
  }

  @Test
  void noHintWeakensWhatThePolicyRequires() throws JsonProcessingException {
    JsonNode line =
        json(
            Run.of(
                "explain",
                "--json",
                "--policy",
                "file:../docs/example-policy.yaml",
                "/*+ consistency(weak) */ SELECT * FROM booking"));
    assertThat(line.path("consistency").textValue()).isEqualTo("strong");
  }

  @Test
  void badPolicyIsUsageError() {
    Run run = Run.of("explain", "--policy", "file:nowhere.yaml", "SELECT 1");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("nowhere.yaml");
  }

  @Test
  void statementsAndJsonLinesExcludeEachOther() {
    Run run = Run.of("explain", "--jsonl", "SELECT 1");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--jsonl");
  }

  private static JsonNode json(Run run) throws JsonProcessingException {
    return new JsonMapper().readTree(run.out());
  }
}
