package dev.lagrange.verifier.check;

import dev.lagrange.routing.consistency.ConsistencyLevel;
import dev.lagrange.verifier.history.Model;
import dev.lagrange.verifier.history.Operation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks for acknowledged writes that are gone: the last strong read of a key shows an older state,
 * or two writes made the same version of a register, so that one of them was undone in between.
 */
final class LostWriteChecker implements Checker {

  @Override
  public void check(Accesses accesses, Findings findings) {
    for (Model model : List.of(Model.REGISTER, Model.SNAPSHOT)) {
      accesses.of(model).values().forEach(events -> checkRepeated(events, findings));
    }
    accesses.orders().byKey().forEach(steps -> checkLast(steps, findings));
  }

  private static void checkLast(List<Step> steps, Findings findings) {
    Step last = lastStrongRead(steps);
    for (Step write : steps) {
      if (write.isRead()) {
        continue;
      }
      boolean judged = last != null && write.event().precedes(last.event());
      if (write.event().isFirstOfItsKind()) {
        count(write.operation(), judged, findings);
      }
      if (last != null && judged && last.isOlderThan(write)) {
        findings.broken(
            Guarantee.NO_LOST_WRITE,
            Phrase.of(write.event()) + ", which is missing at the end: " + Phrase.of(last.event()),
            List.of(last.operation(), write.operation()));
      }
    }
  }

  /** What nobody looked for afterwards may be lost. */
  private static void count(Operation write, boolean judged, Findings findings) {
    if (judged) {
      findings.checked(Guarantee.NO_LOST_WRITE, write.level());
    } else {
      findings.undecided(Guarantee.NO_LOST_WRITE, write);
    }
  }

  private static @Nullable Step lastStrongRead(List<Step> steps) {
    for (int i = steps.size() - 1; i >= 0; i--) {
      Step step = steps.get(i);
      if (step.isRead() && step.operation().level().level() == ConsistencyLevel.STRONG) {
        return step;
      }
    }
    return null;
  }

  private static void checkRepeated(List<Event> events, Findings findings) {
    RegisterWrites writes = new RegisterWrites(events);
    for (Event again : writes.repeated()) {
      Event first = writes.of(again.access().value());
      if (first != null) {
        List<Operation> witnesses = List.of(first.operation(), again.operation());
        findings.broken(
            Guarantee.NO_LOST_WRITE,
            Phrase.of(first)
                + ", and so did another: "
                + Phrase.of(again)
                + "; one of them is lost",
            witnesses);
      }
    }
  }
}
