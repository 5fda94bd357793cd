package dev.lagrange.verifier.report;

import dev.lagrange.verifier.check.Violation;
import dev.lagrange.verifier.history.FaultSpan;
import dev.lagrange.verifier.history.Operation;
import dev.lagrange.verifier.history.Place;
import dev.lagrange.verifier.report.figure.Server;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A violation as a story: times count from the call of its first witness. Immutable.
 *
 * @param judgement what it is an example of
 * @param violation what is told
 * @param startedAt the time 0 of the story, in nanoseconds of the history's clock
 * @param endedAt the last time that is known of a witness
 * @param faults what was being done to the cluster meanwhile
 */
record Counterexample(
    Judgement judgement,
    Violation violation,
    long startedAt,
    long endedAt,
    List<FaultSpan> faults) {

  Counterexample {
    faults = List.copyOf(faults);
  }

  /**
   * A witness.
   *
   * @param number its number in the story, from 1
   * @param fromNanos its call
   * @param untilNanos its return; {@link Operation#NEVER} if there was none
   * @param culprit whether it is the one that broke the guarantee
   */
  record Line(int number, Operation operation, long fromNanos, long untilNanos, boolean culprit) {

    String deed() {
      return Deed.of(operation);
    }

    String where() {
      Place place = operation.place();
      return place == null ? "unknown" : Server.of(place).label();
    }

    @Nullable String reason() {
      Place place = operation.place();
      return place == null ? null : place.reason();
    }

    String took() {
      return untilNanos == Operation.NEVER ? "no answer" : Numbers.nanos(untilNanos - fromNanos);
    }
  }

  static Counterexample of(Judgement judgement, Violation violation, Run run) {
    long start = Long.MAX_VALUE;
    long end = Long.MIN_VALUE;
    for (Operation witness : violation.witnesses()) {
      start = Math.min(start, witness.invokedAt());
      end = Math.max(end, witness.invokedAt());
      if (witness.completedAt() != Operation.NEVER) {
        end = Math.max(end, witness.completedAt());
      }
    }
    return new Counterexample(judgement, violation, start, end, run.faultsBetween(start, end));
  }

  /** The witnesses, in the order of the story. */
  List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    for (Operation witness : violation.witnesses()) {
      long until = witness.completedAt();
      lines.add(
          new Line(
              lines.size() + 1,
              witness,
              witness.invokedAt() - startedAt,
              until == Operation.NEVER ? until : until - startedAt,
              lines.size() == violation.witnesses().size() - 1));
    }
    return lines;
  }
}
