package dev.lagrange.verifier.check;

import dev.lagrange.verifier.history.Access;
import dev.lagrange.verifier.history.Model;
import dev.lagrange.verifier.history.Operation;
import dev.lagrange.verifier.history.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks for reads of a list that show what a failed transaction was to leave (G1a), a state in the
 * middle of a transaction (G1b), or a state that the list has never come from: two reads of which
 * neither continues the other (Adya, Liskov and O'Neil, ICDE 2000; Kingsbury and Alvaro, VLDB
 * 2020).
 */
final class DirtyReadChecker implements Checker {

  @Override
  public void check(Accesses accesses, Findings findings) {
    for (Operation operation : accesses.history().of(Model.LIST).operations()) {
      if (operation.isKnown() && operation.accesses().stream().anyMatch(Access::isRead)) {
        findings.checked(Guarantee.NO_DIRTY_READ, operation.level());
      }
    }
    for (List<Event> events : accesses.of(Model.LIST).values()) {
      ListReads lists = new ListReads(events);
      ListOrder order = new ListOrder(events);
      for (Event event : events) {
        if (event.isRead() && event.operation().isKnown()) {
          checkFailed(event, lists, findings);
          checkMiddle(event, lists, findings);
          checkContinues(event, order, findings);
        }
      }
    }
  }

  private static void checkFailed(Event read, ListReads lists, Findings findings) {
    for (long element : read.access().elements()) {
      Event append = lists.append(element);
      if (append != null && append.operation().outcome() == Outcome.FAILED) {
        findings.broken(
            Guarantee.NO_DIRTY_READ,
            Phrase.of(append) + ", which failed; but " + Phrase.of(read),
            List.of(append.operation(), read.operation()));
        return;
      }
    }
  }

  private static void checkMiddle(Event read, ListReads lists, Findings findings) {
    List<Long> elements = read.access().elements();
    Event append = elements.isEmpty() ? null : lists.append(elements.get(elements.size() - 1));
    if (append == null || append.operation().id() == read.operation().id()) {
      return;
    }
    Access next = laterAppend(append);
    if (next != null && !elements.contains(next.value())) {
      findings.broken(
          Guarantee.NO_DIRTY_READ,
          "%s and %d in one transaction, and in the middle of it %s"
              .formatted(Phrase.of(append), next.value(), Phrase.of(read)),
          List.of(append.operation(), read.operation()));
    }
  }

  private static @Nullable Access laterAppend(Event append) {
    List<Access> accesses = append.operation().accesses();
    for (Access access : accesses.subList(append.index() + 1, accesses.size())) {
      if (!access.isRead() && access.key().equals(append.access().key())) {
        return access;
      }
    }
    return null;
  }

  private static void checkContinues(Event read, ListOrder order, Findings findings) {
    Event longest = order.witness();
    if (longest != null && !order.startsWith(read.access().elements())) {
      Operation witness = longest.operation();
      findings.broken(
          Guarantee.NO_DIRTY_READ,
          Phrase.of(read) + ", which is not how the list began when " + Phrase.of(longest),
          List.of(witness, read.operation()));
    }
  }
}
