package dev.lagrange.verifier.history;

import dev.lagrange.routing.consistency.Consistency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A line of which not all fields have been read yet. Not thread-safe. */
final class Draft {

  @Nullable Long id;
  @Nullable Integer session;
  @Nullable Model model;
  @Nullable Consistency level;
  @Nullable Long invokedAt;
  long completedAt = Operation.NEVER;
  @Nullable Outcome outcome;
  @Nullable List<Access> accesses;
  @Nullable String node;
  boolean replica;
  @Nullable String reason;
  boolean stoodIn;
  @Nullable String tokenBefore;
  @Nullable String tokenAfter;
  @Nullable String error;
  @Nullable String fault;
  @Nullable Long at;
  long until = FaultSpan.NEVER;

  /** Whether it is no operation, but what was done to the cluster. */
  boolean isFault() {
    return fault != null;
  }

  /**
   * The fault.
   *
   * @throws IllegalArgumentException naming a field that it must have, and has not
   */
  FaultSpan faultSpan() {
    return new FaultSpan(given(at, Field.AT), until, given(fault, Field.FAULT), node);
  }

  long id() {
    return given(id, Field.ID);
  }

  /**
   * The operation.
   *
   * @throws IllegalArgumentException naming a field that it must have, and has not
   */
  Operation operation() {
    Outcome ended = given(outcome, Field.OUTCOME);
    if (ended != Outcome.UNKNOWN && completedAt == Operation.NEVER) {
      throw new IllegalArgumentException(
          "'completed' is missing: only an operation of unknown outcome has none");
    }
    if (ended != Outcome.UNKNOWN && completedAt < given(invokedAt, Field.INVOKED)) {
      throw new IllegalArgumentException(
          "'completed' is %d, before 'invoked', which is %d: nothing ends before it begins"
              .formatted(completedAt, invokedAt));
    }
    return new Operation(
        id(),
        given(session, Field.SESSION),
        given(model, Field.MODEL),
        given(level, Field.LEVEL),
        given(invokedAt, Field.INVOKED),
        ended == Outcome.UNKNOWN ? Operation.NEVER : completedAt,
        ended,
        given(accesses, Field.ACCESSES),
        node == null ? null : new Place(node, replica, reason, stoodIn),
        tokenBefore,
        tokenAfter,
        error);
  }

  static <T> T given(@Nullable T value, String name) {
    if (value == null) {
      throw new IllegalArgumentException("'" + name + "' is missing");
    }
    return value;
  }
}
