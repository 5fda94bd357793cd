package dev.lagrange.verifier.check;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.verifier.history.Model;
import dev.lagrange.verifier.history.Operation;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares an operation with what came before it. Reads and writes at {@code weak} are compared
 * with everything their session did, all others with what was not read at {@code weak}.
 */
final class SessionJudge {

  private final Findings findings;

  SessionJudge(Findings findings) {
    this.findings = findings;
  }

  /**
   * Judges one operation.
   *
   * @param direct what its session did, and what was handed over to it
   * @param causal that, and what came before the writes it saw
   */
  void judge(List<Step> steps, Past direct, Past causal) {
    Set<Guarantee> held = EnumSet.noneOf(Guarantee.class);
    for (Step step : steps) {
      if (step.isRead()) {
        judgeRead(step, direct, causal, held);
      } else if (step.operation().model() != Model.VALUE) {
        // that a value was written too early cannot be seen on the value
        judgeWrite(step, direct, causal, held);
      }
    }
    for (Guarantee guarantee : held) {
      Consistency level = steps.get(0).operation().level();
      findings.checked(guarantee, level);
    }
  }

  private void judgeRead(Step read, Past direct, Past causal, Set<Guarantee> held) {
    Step written = direct.write(read.key());
    if (read.event().stoodIn()) {
      compare(Guarantee.READ_YOUR_WRITES_STAND_IN, written, read, held);
      return;
    }
    Step seen = seen(read, direct);
    compare(Guarantee.READ_YOUR_WRITES, written, read, held);
    compare(Guarantee.MONOTONIC_READS, seen, read, held);
    Step writtenByOthers = causal.write(read.key());
    if (isBeyond(writtenByOthers, written)) {
      compare(Guarantee.MONOTONIC_WRITES, writtenByOthers, read, held);
    }
    // what others saw at weak binds nobody
    Step seenByOthers = causal.read(read.key());
    if (isBeyond(seenByOthers, seen)) {
      compare(Guarantee.WRITES_FOLLOW_READS, seenByOthers, read, held);
    }
  }

  private void judgeWrite(Step write, Past direct, Past causal, Set<Guarantee> held) {
    compare(Guarantee.MONOTONIC_WRITES, causal.write(write.key()), write, held);
    compare(Guarantee.WRITES_FOLLOW_READS, seen(write, direct), write, held);
    compare(Guarantee.WRITES_FOLLOW_READS, causal.read(write.key()), write, held);
  }

  /** Whether others add something to what the session did itself. */
  private static boolean isBeyond(@Nullable Step others, @Nullable Step own) {
    return others != null && (own == null || others.earliest() > own.earliest());
  }

  private static @Nullable Step seen(Step step, Past past) {
    return step.isWeak() ? past.readAtAnyLevel(step.key()) : past.read(step.key());
  }

  private void compare(
      Guarantee guarantee, @Nullable Step earlier, Step step, Set<Guarantee> held) {
    if (earlier == null) {
      return;
    }
    held.add(guarantee);
    boolean broken = step.isRead() ? step.isOlderThan(earlier) : step.isNotNewerThan(earlier);
    if (broken) {
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
