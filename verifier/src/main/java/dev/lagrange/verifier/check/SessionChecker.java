package dev.lagrange.verifier.check;

import dev.lagrange.verifier.history.History;
import dev.lagrange.verifier.history.Operation;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The session guarantees on registers, values, lists and snapshots. An operation comes before
 * another of its session if it was over when the other began; a token that was handed over brings
 * along what came before it. What others wrote is judged by causality: whoever sees a write has
 * seen what its writer had written and read until then, on whichever keys.
 *
 * <p>On values, only what real time proves is concluded. O(n s) for n operations of s sessions.
 */
final class SessionChecker implements Checker {

  private static final Comparator<Operation> BY_END =
      Comparator.comparingLong(Operation::completedAt).thenComparingLong(Operation::id);

  @Override
  public void check(History history, Findings findings) {
    Orders orders = new Orders(history);
    List<Operation> begun = history.operations().stream().filter(Operation::isKnown).toList();
    Operation[] ended = begun.toArray(Operation[]::new);
    Arrays.sort(ended, BY_END);
    Sessions sessions = new Sessions(begun, orders, new SessionJudge(findings));
    int next = 0;
    for (Operation operation : ended) {
      // what ends at the instant at which another begins does not come before it
      while (next < begun.size() && begun.get(next).invokedAt() <= operation.completedAt()) {
        sessions.begin(begun.get(next++));
      }
      sessions.end(operation);
    }
  }
}
