package dev.lagrange.verifier.check;

import dev.lagrange.verifier.history.Access;
import dev.lagrange.verifier.history.History;
import dev.lagrange.verifier.history.Model;
import dev.lagrange.verifier.history.Operation;
import dev.lagrange.verifier.history.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tries every order of the operations on one key: slow, and too simple to be wrong. */
final class AllLinearizations {

  private AllLinearizations() {}

  static boolean exists(History history) {
    return tryAll(new ArrayList<>(history.operations()), 0);
  }

  private static boolean tryAll(List<Operation> left, long state) {
    if (left.stream().noneMatch(AllLinearizations::mustHappen)) {
      return true;
    }
    for (Operation next : List.copyOf(left)) {
      boolean first = left.stream().noneMatch(other -> other.completedAt() < next.invokedAt());
      Long after = first ? apply(next, state) : null;
      if (after != null) {
        left.remove(next);
        boolean found = tryAll(left, after);
        left.add(next);
        if (found) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean mustHappen(Operation operation) {
    return operation.isKnown() || isMismatch(operation);
  }

  private static boolean isMismatch(Operation operation) {
    return operation.outcome() == Outcome.FAILED && operation.error() == null;
  }

  private static @Nullable Long apply(Operation operation, long state) {
    Access access = operation.accesses().get(0);
    if (operation.outcome() == Outcome.FAILED) {
      boolean fits = !isMismatch(operation) || access.expected() != state;
      return fits ? (Long) state : null;
    }
    return switch (access.action()) {
      case READ -> access.value() == state ? (Long) state : null;
      case ADD -> (Long) (state + access.value());
      case COMPARE_AND_SET -> access.expected() == state ? (Long) access.value() : null;
      case WRITE, APPEND -> {
        if (operation.model() != Model.REGISTER) {
          yield access.value();
        }
        boolean fits = !operation.isKnown() || access.value() == state + 1;
        yield fits ? (Long) (state + 1) : null;
      }
    };
  }
}
