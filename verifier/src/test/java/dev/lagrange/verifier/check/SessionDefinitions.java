package dev.lagrange.verifier.check;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.verifier.history.Access;
import dev.lagrange.verifier.history.History;
import dev.lagrange.verifier.history.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The session guarantees on registers of one access each, as sets of operations that came before:
 * slow, and as the definitions say.
 */
final class SessionDefinitions {

  static final List<Guarantee> GUARANTEES =
      List.of(
          Guarantee.READ_YOUR_WRITES,
          Guarantee.MONOTONIC_READS,
          Guarantee.MONOTONIC_WRITES,
          Guarantee.WRITES_FOLLOW_READS);

  private final List<Operation> operations;
  private final Map<Long, Set<Operation>> direct = new HashMap<>();
  private final Map<Long, Set<Operation>> causal = new HashMap<>();

  SessionDefinitions(History history) {
    operations = history.operations().stream().filter(Operation::isKnown).toList();
    // all that an operation can depend on was invoked before it
    operations.forEach(operation -> direct.put(operation.id(), before(operation, false)));
    operations.forEach(operation -> causal.put(operation.id(), before(operation, true)));
  }

  private Set<Operation> before(Operation operation, boolean others) {
    Set<Operation> before = new LinkedHashSet<>();
    for (Operation earlier : operations) {
      boolean session =
          earlier.session() == operation.session() && earlier.completedAt() < operation.invokedAt();
      boolean handed =
          earlier.tokenAfter() != null
              && earlier.tokenAfter().equals(operation.tokenBefore())
              && earlier.session() != operation.session()
              && earlier.completedAt() < operation.invokedAt();
      if (session || handed) {
        before.add(earlier);
        before.addAll((others ? causal : direct).getOrDefault(earlier.id(), Set.of()));
        if (others && !isWeak(earlier) && earlier.isReadOnly()) {
          before.addAll(behind(earlier));
        }
      }
    }
    return before;
  }

  /** What came before the writes that a read shows. */
  private Set<Operation> behind(Operation read) {
    Set<Operation> behind = new LinkedHashSet<>();
    List<Operation> writes = new ArrayList<>();
    for (Operation write : operations) {
      if (!write.isReadOnly() && access(write).key().equals(access(read).key())) {
        writes.add(write);
      }
    }
    writes.sort((a, b) -> Long.compare(access(a).value(), access(b).value()));
    for (Operation write : writes) {
      if (access(write).value() > access(read).value()) {
        break;
      }
      if (write.invokedAt() > read.completedAt()) {
        // a read of the future proves nothing from there on
        break;
      }
      behind.addAll(causal.getOrDefault(write.id(), Set.of()));
    }
    return behind;
  }

  /** The numbers of the operations that broke each guarantee. */
  Map<Guarantee, Set<Long>> broken() {
    Map<Guarantee, Set<Long>> broken = new TreeMap<>();
    for (Operation operation : operations) {
      judge(operation)
          .forEach(
              guarantee ->
                  broken.computeIfAbsent(guarantee, any -> new TreeSet<>()).add(operation.id()));
    }
    return broken;
  }

  private Set<Guarantee> judge(Operation operation) {
    Set<Operation> own = direct.getOrDefault(operation.id(), Set.of());
    Set<Operation> all = causal.getOrDefault(operation.id(), Set.of());
    Predicate<Operation> write = other -> !other.isReadOnly();
    Predicate<Operation> read = other -> other.isReadOnly() && !isWeak(other);
    Predicate<Operation> ownRead = isWeak(operation) ? Operation::isReadOnly : read;
    long written = newest(own, operation, write);
    long seen = newest(own, operation, ownRead);
    long writtenByAll = newest(all, operation, write);
    long seenByAll = newest(all, operation, read);
    long version = access(operation).value();
    Set<Guarantee> broken = new TreeSet<>();
    if (operation.isReadOnly()) {
      add(broken, Guarantee.READ_YOUR_WRITES, version < written);
      add(broken, Guarantee.MONOTONIC_READS, version < seen);
      add(broken, Guarantee.MONOTONIC_WRITES, version < writtenByAll && writtenByAll > written);
      add(broken, Guarantee.WRITES_FOLLOW_READS, version < seenByAll && seenByAll > seen);
    } else {
      add(broken, Guarantee.MONOTONIC_WRITES, version <= writtenByAll);
      add(broken, Guarantee.WRITES_FOLLOW_READS, version <= Math.max(seen, seenByAll));
    }
    return broken;
  }

  private static void add(Set<Guarantee> broken, Guarantee guarantee, boolean condition) {
    if (condition) {
      broken.add(guarantee);
    }
  }

  private static long newest(
      Set<Operation> before, Operation operation, Predicate<Operation> kind) {
    return before.stream()
        .filter(kind)
        .filter(other -> access(other).key().equals(access(operation).key()))
        .mapToLong(other -> access(other).value())
        .max()
        .orElse(Long.MIN_VALUE);
  }

  private static boolean isWeak(Operation operation) {
    return operation.level().equals(Consistency.WEAK);
  }

  private static Access access(Operation operation) {
    return operation.accesses().get(0);
  }
}
