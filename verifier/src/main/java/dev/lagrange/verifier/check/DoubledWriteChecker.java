package dev.lagrange.verifier.check;

import dev.lagrange.verifier.history.Model;
import java.util.List;

/**
 * Looks for writes that took place twice: a register that has more versions than anybody wrote, an
 * element that is twice in a list.
 */
final class DoubledWriteChecker implements Checker {

  @Override
  public void check(Accesses accesses, Findings findings) {
    for (Model model : List.of(Model.REGISTER, Model.SNAPSHOT)) {
      accesses.of(model).values().forEach(events -> checkVersions(events, findings));
    }
    accesses.of(Model.LIST).values().forEach(events -> checkElements(events, findings));
  }

  private static void checkVersions(List<Event> events, Findings findings) {
    RegisterWrites writes = new RegisterWrites(events);
    boolean found = false;
    for (Event event : events) {
      if (!event.operation().isKnown()) {
        continue;
      }
      if (event.countsOperation()) {
        findings.checked(Guarantee.NO_DOUBLED_WRITE, event.operation().level());
      }
      long version = event.access().value();
      long gaps = writes.gaps(version);
      int unknown = writes.unknown(event.completedAt());
      // all that follows has the same surplus
      if (!found && gaps > unknown) {
        found = true;
        findings.broken(
            Guarantee.NO_DOUBLED_WRITE,
            "%s, where the acknowledged writes make %d and the unanswered ones at most %d more"
                .formatted(Phrase.of(event), version - gaps, unknown),
            List.of(event.operation()));
      }
    }
  }

  private static void tell(Event append, Event read, Findings findings) {
    if (!append.operation().isKnown()) {
      // in doubt whether it took place at all, it is held to nothing but this
      findings.checked(Guarantee.NO_DOUBLED_WRITE, append.operation().level());
    }
    findings.broken(
        Guarantee.NO_DOUBLED_WRITE,
        Phrase.of(append) + ", and it was there twice: " + Phrase.of(read),
        List.of(read.operation(), append.operation()));
  }

  private static void checkElements(List<Event> events, Findings findings) {
    ListReads reads = new ListReads(events);
    reads.doubled().forEach((append, read) -> tell(append, read, findings));
    for (Event event : events) {
      if (event.isRead() || !event.operation().isKnown() || !event.isFirstOfItsKind()) {
        continue;
      }
      if (reads.isReadAfter(event)) {
        findings.checked(Guarantee.NO_DOUBLED_WRITE, event.operation().level());
      } else {
        findings.undecided(Guarantee.NO_DOUBLED_WRITE, event.operation());
      }
    }
  }
}
