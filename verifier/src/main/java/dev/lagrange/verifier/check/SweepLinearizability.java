package dev.lagrange.verifier.check;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.verifier.history.Model;
import dev.lagrange.verifier.history.Operation;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Linearizability where the states of a key are numbered: registers, snapshots and lists. In one
 * sweep over time, nothing may be older than what was acknowledged or read before it began; a
 * second one, over registers, is in {@link RegisterWrites}: nothing is read before it can have been
 * written. Each level's reads are compared with all writes and with the reads of the same level.
 * O(n log n).
 */
final class SweepLinearizability implements Checker {

  private static final Comparator<Step> BY_END =
      Comparator.comparingLong(step -> step.operation().completedAt());

  @Override
  public void check(Accesses accesses, Findings findings) {
    Orders orders = accesses.orders();
    for (List<Step> steps : orders.byKey()) {
      if (!steps.isEmpty() && steps.get(0).operation().model() != Model.VALUE) {
        count(steps, orders, findings);
        sweep(steps, findings);
      }
    }
    for (Model model : List.of(Model.REGISTER, Model.SNAPSHOT)) {
      accesses.of(model).values().forEach(events -> secondSweep(events, findings));
    }
    for (Operation operation : orders.lacking()) {
      if (operation.model() != Model.VALUE) {
        findings.undecided(Guarantee.LINEARIZABILITY, operation);
      }
    }
  }

  private static void count(List<Step> steps, Orders orders, Findings findings) {
    for (Step step : steps) {
      if (step.event().countsOperation() && !orders.lacksPlace(step.operation())) {
        findings.checked(Guarantee.LINEARIZABILITY, step.operation().level());
      }
    }
  }

  private static void sweep(List<Step> begun, Findings findings) {
    List<Step> ended = begun.stream().sorted(BY_END).toList();
    Map<Consistency, Step> newestRead = new HashMap<>();
    @Nullable Step newestWrite = null;
    int next = 0;
    for (Step step : begun) {
      while (next < ended.size() && ended.get(next).event().precedes(step.event())) {
        Step past = ended.get(next++);
        if (past.isRead()) {
          newestRead.merge(past.operation().level(), past, SweepLinearizability::newer);
        } else {
          newestWrite = newestWrite == null ? past : newer(newestWrite, past);
        }
      }
      judge(step, newestWrite, newestRead.get(step.operation().level()), findings);
    }
  }

  private static Step newer(Step known, Step other) {
    return other.earliest() > known.earliest() ? other : known;
  }

  private static void judge(
      Step step, @Nullable Step written, @Nullable Step seen, Findings findings) {
    for (Step past : new @Nullable Step[] {written, seen}) {
      if (past != null && step.contradicts(past.earliest())) {
        List<Operation> witnesses = List.of(past.operation(), step.operation());
        String sentence = Phrase.then(past.event(), step.event());
        findings.broken(Guarantee.LINEARIZABILITY, sentence, witnesses);
        return;
      }
    }
  }

  private static void secondSweep(List<Event> events, Findings findings) {
    RegisterWrites writes = new RegisterWrites(events);
    for (Event event : events) {
      if (event.isRead() && event.operation().isKnown()) {
        Event early = writes.writtenTooLate(event);
        if (early != null) {
          List<Operation> witnesses = List.of(early.operation(), event.operation());
          String sentence = Phrase.of(event) + " before " + Phrase.of(early);
          findings.broken(Guarantee.LINEARIZABILITY, sentence, witnesses);
        }
      }
    }
  }
}
