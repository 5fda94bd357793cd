package dev.lagrange.verifier.check;

import dev.lagrange.verifier.history.Access;
import dev.lagrange.verifier.history.Model;
import dev.lagrange.verifier.history.Operation;
import java.util.HashSet;
import java.util.List;

/**
 * Looks within transactions over lists and versioned registers: a read that misses what its own
 * transaction did to the key before, or shows less than it read there (the internal anomaly of
 * Kingsbury and Alvaro, VLDB 2020). A router that spreads one transaction over two nodes has it.
 */
final class OwnTransactionChecker implements Checker {

  @Override
  public void check(Accesses accesses, Findings findings) {
    for (Operation operation : accesses.history().operations()) {
      if (operation.isKnown() && operation.accesses().size() > 1 && isOrdered(operation.model())) {
        check(operation, findings);
      }
    }
  }

  private static boolean isOrdered(Model model) {
    return model == Model.LIST || model == Model.REGISTER;
  }

  private static void check(Operation operation, Findings findings) {
    boolean held = false;
    for (int second = 1; second < operation.accesses().size(); second++) {
      for (int first = 0; first < second; first++) {
        Event earlier = new Event(operation, first);
        Event read = new Event(operation, second);
        if (read.isRead() && read.access().key().equals(earlier.access().key())) {
          held = true;
          compare(earlier, read, findings);
        }
      }
    }
    if (held) {
      findings.checked(Guarantee.OWN_TRANSACTION, operation.level());
    }
  }

  private static void compare(Event earlier, Event read, Findings findings) {
    if (isMissing(earlier.access(), read.access(), read.operation().model())) {
      findings.broken(
          Guarantee.OWN_TRANSACTION,
          Phrase.of(earlier) + ", and later in that transaction " + Phrase.did(read),
          List.of(read.operation()));
    }
  }

  private static boolean isMissing(Access earlier, Access read, Model model) {
    if (model == Model.REGISTER) {
      return read.value() < earlier.value();
    }
    List<Long> due = earlier.isRead() ? earlier.elements() : List.of(earlier.value());
    return !new HashSet<>(read.elements()).containsAll(due);
  }
}
