package dev.lagrange.verifier.check;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.verifier.history.Model;
import dev.lagrange.verifier.history.Operation;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Compares an operation with what came before it. Reads and writes at {@code weak} are compared
 * with everything their session did, all others with what was not read at {@code weak}.
 */
final class SessionJudge {

  /** What is judged by what others did, too. */
  static final Set<Guarantee> CAUSAL =
      EnumSet.of(Guarantee.MONOTONIC_WRITES, Guarantee.WRITES_FOLLOW_READS);

  /** What is judged. */
  static final Set<Guarantee> ALL =
      EnumSet.of(
          Guarantee.READ_YOUR_WRITES,
          Guarantee.MONOTONIC_READS,
          Guarantee.MONOTONIC_WRITES,
          Guarantee.WRITES_FOLLOW_READS);

  private final Findings findings;

  SessionJudge(Findings findings) {
    this.findings = findings;
  }

  /** What one operation is held to, and what it breaks of that. */
  private static final class Verdicts {
    private final Set<Guarantee> held = EnumSet.noneOf(Guarantee.class);
    private final Set<Guarantee> broken = EnumSet.noneOf(Guarantee.class);
  }

  /**
   * Judges one operation.
   *
   * @param direct what its session did, and what was handed over to it
   * @param causal that, and what came before the writes it saw
   * @param open what cannot be decided, unless it is seen to be broken
   */
  void judge(Turn turn, Past direct, Past causal, Set<Guarantee> open) {
    Verdicts verdicts = new Verdicts();
    for (Step step : turn.steps()) {
      if (step.isRead()) {
        judgeRead(step, direct, causal, verdicts);
      } else if (step.operation().model() != Model.VALUE) {
        // that a value was written too early cannot be seen on the value
        judgeWrite(step, direct, causal, verdicts);
      }
    }
    Consistency level = turn.operation().level();
    for (Guarantee guarantee : verdicts.held) {
      if (verdicts.broken.contains(guarantee) || !open.contains(guarantee)) {
        findings.checked(guarantee, level);
      }
    }
    for (Guarantee guarantee : open) {
      if (!verdicts.broken.contains(guarantee)) {
        findings.undecided(guarantee, level);
      }
    }
  }

  private void judgeRead(Step read, Past direct, Past causal, Verdicts verdicts) {
    int written = Past.written(read.key());
    if (read.event().stoodIn()) {
      compare(Guarantee.READ_YOUR_WRITES_STAND_IN, direct, written, read, verdicts);
      return;
    }
    int seen = seen(read, direct);
    compare(Guarantee.READ_YOUR_WRITES, direct, written, read, verdicts);
    compare(Guarantee.MONOTONIC_READS, direct, seen, read, verdicts);
    if (causal.state(written) > direct.state(written)) {
      compare(Guarantee.MONOTONIC_WRITES, causal, written, read, verdicts);
    }
    // what others saw at weak binds nobody
    int seenByOthers = Past.read(read.key());
    if (causal.state(seenByOthers) > direct.state(seen)) {
      compare(Guarantee.WRITES_FOLLOW_READS, causal, seenByOthers, read, verdicts);
    }
  }

  private void judgeWrite(Step write, Past direct, Past causal, Verdicts verdicts) {
    int written = Past.written(write.key());
    compare(Guarantee.MONOTONIC_WRITES, causal, written, write, verdicts);
    compare(Guarantee.WRITES_FOLLOW_READS, direct, seen(write, direct), write, verdicts);
    compare(Guarantee.WRITES_FOLLOW_READS, causal, Past.read(write.key()), write, verdicts);
  }

  private static int seen(Step step, Past past) {
    return step.isWeak() ? past.readAtAnyLevel(step.key()) : Past.read(step.key());
  }

  private void compare(Guarantee guarantee, Past past, int slot, Step step, Verdicts verdicts) {
    long state = past.state(slot);
    if (state == Newest.NOTHING) {
      return;
    }
    verdicts.held.add(guarantee);
    if (step.contradicts(state)) {
      verdicts.broken.add(guarantee);
      Step earlier = past.step(slot);
      List<Operation> witnesses = List.of(earlier.operation(), step.operation());
      findings.broken(guarantee, sentence(guarantee, earlier, step), witnesses);
    }
  }

  private static String sentence(Guarantee guarantee, Step earlier, Step step) {
    String story = Phrase.then(earlier.event(), step.event());
    boolean same = earlier.operation().session() == step.operation().session();
    String known = same ? "" : link(guarantee);
    return switch (step.operation().model()) {
      case VALUE -> story + known + ": that value had been overwritten before";
      case REGISTER, SNAPSHOT, LIST, COUNTER, CELL -> story + known;
    };
  }

  private static String link(Guarantee guarantee) {
    return switch (guarantee) {
      case MONOTONIC_WRITES, WRITES_FOLLOW_READS ->
          ", although it had seen what was written after that";
      default -> ", although it had been handed its session token";
    };
  }
}
