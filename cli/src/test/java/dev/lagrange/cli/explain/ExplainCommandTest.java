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
    JsonNode line = json(Run.of("explain", "--json", "SELECT set_config('a.b', 'c', false)"));

    assertThat(line.path("kind").textValue()).isEqualTo("write");
    assertThat(line.path("target").textValue()).isEqualTo("primary");
    assertThat(line.path("reason").textValue()).contains("set_config");
    assertThat(line.path("changesSession").booleanValue()).isTrue();
    assertThat(line.path("functions").get(0).textValue()).isEqualTo("set_config");
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
  void statementsAndJsonLinesExcludeEachOther() {
    Run run = Run.of("explain", "--jsonl", "SELECT 1");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--jsonl");
  }

  private static JsonNode json(Run run) throws JsonProcessingException {
    return new JsonMapper().readTree(run.out());
  }
}
