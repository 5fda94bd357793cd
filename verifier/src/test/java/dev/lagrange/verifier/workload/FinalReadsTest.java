package dev.lagrange.verifier.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.verifier.history.Access;
import dev.lagrange.verifier.history.Outcome;
import dev.lagrange.verifier.target.Reply;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FinalReadsTest {

  private final Workloads registers = new Workloads(EnumSet.of(WorkloadKind.REGISTER));
  private final Recorder recorder = new Recorder(null);
  private int tries;

  @Test
  void whatFailsIsTriedAgain() {
    boolean complete = read(Duration.ofMinutes(1), 2);

    assertThat(complete).isTrue();
    assertThat(recorder.history().operations()).hasSize(tries - 1).allMatch(read -> read.isKnown());
  }

  @Test
  void whenTheTimeIsUpNoOtherKeyIsTried() {
    boolean complete = read(Duration.ZERO, Integer.MAX_VALUE);

    assertThat(complete).isFalse();
    assertThat(tries).isEqualTo(1);
    assertThat(recorder.history().operations())
        .hasSizeGreaterThan(1)
        .noneMatch(read -> read.isKnown());
  }

  /** Has the first tries fail, all that are before the one of this number. */
  private boolean read(Duration patience, int firstGood) {
    return FinalReads.of(
        registers,
        (task, token) -> {
          tries++;
          boolean good = tries >= firstGood;
          List<Access> seen = good ? task.intended() : List.of();
          long now = System.nanoTime();
          Outcome outcome = good ? Outcome.KNOWN : Outcome.FAILED;
          return new Reply(now, now, outcome, seen, null, null, false, good ? null : "08006: gone");
        },
        recorder,
        patience);
  }
}
