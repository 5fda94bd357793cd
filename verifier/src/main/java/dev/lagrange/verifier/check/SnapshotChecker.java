package dev.lagrange.verifier.check;

import dev.lagrange.verifier.history.Access;
import dev.lagrange.verifier.history.Model;
import dev.lagrange.verifier.history.Operation;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Consistent prefixes and atomic visibility. The log's version says after which transaction a
 * reader looked: what it sees of each register must be the state at that time. And of a transaction
 * that left a trace in what was read, nothing may be missing.
 */
final class SnapshotChecker implements Checker {

  @Override
  public void check(Accesses accesses, Findings findings) {
    SnapshotLog log = new SnapshotLog(accesses);
    for (Operation operation : accesses.history().operations()) {
      if (operation.model() == Model.SNAPSHOT
          && operation.isKnown()
          && operation.isReadOnly()
          && operation.accesses().size() > 1) {
        findings.checked(Guarantee.ATOMIC_VISIBILITY, operation.level());
        checkAtomic(operation, log, findings);
        Long version = logVersion(operation);
        if (version != null) {
          findings.checked(Guarantee.CONSISTENT_PREFIX, operation.level());
          checkPrefix(operation, version, log, findings);
        }
      }
    }
  }

  private static @Nullable Long logVersion(Operation operation) {
    for (Access access : operation.accesses()) {
      if (access.key().equals(Operation.LOG)) {
        return access.value();
      }
    }
    return null;
  }

  private static void checkPrefix(
      Operation read, long version, SnapshotLog log, Findings findings) {
    for (int i = 0; i < read.accesses().size(); i++) {
      Event event = new Event(read, i);
      if (event.access().key().equals(Operation.LOG)) {
        continue;
      }
      Event missed = log.missed(event, version);
      Event early = missed == null ? log.early(event, version) : null;
      if (missed != null) {
        findings.broken(
            Guarantee.CONSISTENT_PREFIX,
            "%s, while the log was at version %d: %s, with log version %d, and is missing"
                .formatted(Phrase.of(event), version, Phrase.of(missed), log.logVersion(missed)),
            List.of(missed.operation(), read));
      } else if (early != null) {
        findings.broken(
            Guarantee.CONSISTENT_PREFIX,
            "%s, while the log was at version %d: %s only with log version %d"
                .formatted(Phrase.of(event), version, Phrase.of(early), log.logVersion(early)),
            List.of(early.operation(), read));
      } else if (log.isAhead(event, version)) {
        findings.broken(
            Guarantee.CONSISTENT_PREFIX,
            "%s, while the log was at version %d: no transaction up to that can have written it"
                .formatted(Phrase.of(event), version),
            List.of(read));
      }
    }
  }

  private static void checkAtomic(Operation read, SnapshotLog log, Findings findings) {
    Map<String, Long> state = SnapshotLog.versions(read);
    for (Access seen : read.accesses()) {
      Operation writer = log.writer(seen);
      for (Access written : writer == null ? List.<Access>of() : writer.accesses()) {
        Long version = state.get(written.key());
        if (writer != null && !written.isRead() && version != null && version < written.value()) {
          findings.broken(
              Guarantee.ATOMIC_VISIBILITY,
              ("session %d read version %d of %s (op %d), which was written together with version %d"
                      + " of %s (op %d), but read version %d of %s")
                  .formatted(
                      read.session(),
                      seen.value(),
                      seen.key(),
                      read.id(),
                      written.value(),
                      written.key(),
                      writer.id(),
                      version,
                      written.key()),
              List.of(writer, read));
        }
      }
    }
  }
}
