package dev.lagrange.verifier.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.verifier.history.Model;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StalenessMeterTest {

  private static final Consistency BOUNDED = Consistency.bounded(Duration.ofMillis(5));

  @Test
  void stalenessIsTheTimeSinceTheFirstNewerAcknowledgement() {
    Story story =
        new Story(Model.REGISTER)
            .write(1, 0, 1, "r", 1)
            .write(1, 2, 4, "r", 2)
            .write(1, 6, 7, "r", 3)
            .read(2, 10, 11, "r", 1)
            .read(2, 10, 11, "r", 3)
            .read(2, 3, 5, "r", 1);
    assertThat(StalenessMeter.of(story.history()).measured())
        .extracting(read -> read.operation().id(), Staleness::nanos, Staleness::versionsBehind)
        .containsExactly(tuple(6L, 0L, 0), tuple(4L, 6_000_000L, 2), tuple(5L, 0L, 0));
  }

  @Test
  void laterVersionMayBeAcknowledgedFirst() {
    Story story =
        new Story(Model.REGISTER)
            .write(1, 0, 9, "r", 1)
            .write(2, 0, 3, "r", 2)
            .read(3, 10, 11, "r", 0);
    assertThat(StalenessMeter.of(story.history()).measured())
        .singleElement()
        .satisfies(read -> assertThat(read.nanos()).isEqualTo(7_000_000))
        .satisfies(read -> assertThat(read.versionsBehind()).isEqualTo(2));
  }

  @Test
  void staleValueIsMeasuredWhereTimeProvesIt() {
    Story story =
        new Story(Model.VALUE)
            .write(1, 0, 1, "v", 7)
            .write(2, 0, 2, "v", 5)
            .write(1, 3, 4, "v", 9)
            .read(3, 10, 11, "v", 7);
    assertThat(StalenessMeter.of(story.history()).measured())
        .singleElement()
        .satisfies(read -> assertThat(read.nanos()).isEqualTo(6_000_000))
        .satisfies(read -> assertThat(read.versionsBehind()).isEqualTo(1));
  }

  @Test
  void readBeyondItsBoundIsTold() {
    Story story = bounded(10);
    assertThat(story.broken()).contains(Guarantee.STALENESS_BOUND);
    assertThat(story.sentences(Guarantee.STALENESS_BOUND))
        .containsExactly(
            "session 1 wrote version 1 of r on node-1 (op 1), and 9.0 ms later session 2 read"
                + " version 0 of r from node-2 (op 2), which is more than 5.0 ms");
  }

  @Test
  void readWithinItsBoundIsFine() {
    assertThat(bounded(6).broken()).doesNotContain(Guarantee.STALENESS_BOUND);
    assertThat(bounded(6).check().brokenPromises()).isEmpty();
  }

  private static Story bounded(long at) {
    return new Story(Model.REGISTER).at(BOUNDED).write(1, 0, 1, "r", 1).read(2, at, at + 1, "r", 0);
  }
}
