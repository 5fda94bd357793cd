package dev.lagrange.verifier.check;

import dev.lagrange.verifier.history.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An acknowledged operation as one of its session.
 *
 * @param session the number of the session, from 0
 * @param steps its accesses that have a place in the orders of their keys
 * @param lacksPlace whether it also read something that has none
 * @param given the token it was given; null if none was carried
 * @param taken the token taken afterwards; null if none was
 */
record Turn(
    Operation operation,
    int session,
    List<Step> steps,
    boolean lacksPlace,
    @Nullable Handover given,
    @Nullable Handover taken) {

  /** What was acknowledged, by invocation. */
  static List<Turn> of(Accesses accesses) {
    Map<Integer, Integer> sessions = new HashMap<>();
    Map<String, Handover> tokens = new HashMap<>();
    List<Operation> operations = accesses.history().operations();
    List<Turn> turns = new ArrayList<>(operations.size());
    for (int i = 0; i < operations.size(); i++) {
      Operation operation = operations.get(i);
      if (!operation.isKnown()) {
        continue;
      }
      int session = sessions.computeIfAbsent(operation.session(), id -> sessions.size());
      Handover given = token(tokens, operation.tokenBefore());
      Handover taken = token(tokens, operation.tokenAfter());
      if (given != null) {
        given.willBeGivenTo(session);
      }
      if (taken != null) {
        taken.willBeTakenBy(session);
      }
      Orders orders = accesses.orders();
      turns.add(
          new Turn(
              operation, session, orders.steps(i), orders.lacksPlace(operation), given, taken));
    }
    return turns;
  }

  private static @Nullable Handover token(Map<String, Handover> tokens, @Nullable String token) {
    return token == null ? null : tokens.computeIfAbsent(token, any -> new Handover());
  }

  /** The number of sessions of some turns. */
  static int sessions(List<Turn> turns) {
    return 1 + turns.stream().mapToInt(Turn::session).max().orElse(-1);
  }
}
