package dev.lagrange.verifier.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JsonReportTest {

  @TempDir private Path directory;

  @Test
  void namesAreThoseThatAreDocumented() throws IOException {
    JsonNode json = json(Example.broken());
    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly(
            "version",
            "verdict",
            "headline",
            "explanation",
            "operations",
            "run",
            "promises",
            "traffic",
            "staleness",
            "latency",
            "activity",
            "reasons",
            "errors");
    assertThat(json.at("/version").asInt()).isEqualTo(1);
    assertThat(json.at("/verdict").asText()).isEqualTo("broken");
  }

  @Test
  void promiseHasItsCountsAndItsCounterexample() throws IOException {
    JsonNode promise = json(Example.broken()).at("/promises/0");
    assertThat(promise.at("/guarantee").asText()).isEqualTo("read_your_writes");
    assertThat(promise.at("/level").asText()).isEqualTo("eventual");
    assertThat(promise.at("/promised").asBoolean()).isTrue();
    assertThat(promise.at("/status").asText()).isEqualTo("broken");
    assertThat(promise.at("/checked").asLong()).isEqualTo(1);
    assertThat(promise.at("/broken").asLong()).isEqualTo(1);
    JsonNode culprit = promise.at("/examples/0/operations/1");
    assertThat(culprit.at("/invokedAtNanos").asLong()).isEqualTo(110_000_000);
    assertThat(culprit.at("/node").asText()).isEqualTo("b");
    assertThat(culprit.at("/reason").asText()).isEqualTo("fresh enough");
    assertThat(culprit.at("/accesses/0/key").asText()).isEqualTo("x");
    assertThat(culprit.at("/tokenAfter").isNull()).isTrue();
  }

  @Test
  void figuresAreExact() throws IOException {
    JsonNode json = json(Example.broken());
    JsonNode replica = json.at("/staleness/2");
    assertThat(replica.at("/node").asText()).isEqualTo("b");
    assertThat(replica.at("/staleNanos/max").asLong()).isEqualTo(7_500_000);
    assertThat(replica.at("/tVisibility/0/fromNanos").asLong()).isEqualTo(5_000_000);
    assertThat(replica.at("/tVisibility/0/saw").asLong()).isZero();
    assertThat(replica.at("/kStaleness/1/within").asLong()).isEqualTo(1);
    assertThat(json.at("/run/faults/0/untilNanos").asLong()).isEqualTo(300_000_000);
    assertThat(json.at("/errors/0/sqlstate").asText()).isEqualTo("57P01");
  }

  @Test
  void emptyHistoryIsUnjudged() throws IOException {
    assertThat(json(Example.empty()).at("/verdict").asText()).isEqualTo("unjudged");
  }

  private JsonNode json(Report report) throws IOException {
    Path file = directory.resolve("report.json");
    report.writeJson(file);
    return new ObjectMapper().readTree(file.toFile());
  }
}
