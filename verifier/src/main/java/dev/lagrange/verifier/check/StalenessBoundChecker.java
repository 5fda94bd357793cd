package dev.lagrange.verifier.check;

import dev.lagrange.routing.consistency.ConsistencyLevel;
import dev.lagrange.verifier.history.Operation;
import java.util.List;

/** Holds each read at {@code bounded} to its bound. */
final class StalenessBoundChecker implements Checker {

  @Override
  public void check(Accesses accesses, Findings findings) {
    StalenessMeter meter = StalenessMeter.of(accesses);
    for (Staleness staleness : meter.measured()) {
      Operation read = staleness.operation();
      if (read.level().level() != ConsistencyLevel.BOUNDED) {
        continue;
      }
      if (!accesses.orders().lacksPlace(read)) {
        findings.checked(Guarantee.STALENESS_BOUND, read.level());
      }
      long bound = read.level().staleness().toNanos();
      StalenessMeter.Miss miss = meter.miss(read);
      if (miss != null && miss.nanos() > bound) {
        findings.broken(
            Guarantee.STALENESS_BOUND,
            "%s, which is more than %s"
                .formatted(Phrase.then(miss.write(), miss.read()), Phrase.time(bound)),
            List.of(miss.write().operation(), read));
      }
    }
    for (Operation read : accesses.orders().lacking()) {
      if (read.level().level() == ConsistencyLevel.BOUNDED) {
        findings.undecided(Guarantee.STALENESS_BOUND, read);
      }
    }
  }
}
