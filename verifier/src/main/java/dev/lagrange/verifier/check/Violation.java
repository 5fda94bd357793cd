package dev.lagrange.verifier.check;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.verifier.history.Operation;
import java.util.List;

/**
 * A counterexample: operations that cannot all be, if the guarantee held. Immutable.
 *
 * @param guarantee what they contradict
 * @param level the level of the operation that broke it
 * @param sentence what is wrong, in words that need no knowledge of the checker
 * @param witnesses the operations, as few as show it, in the order of the story; the last is the
 *     one that broke it
 */
public record Violation(
    Guarantee guarantee, Consistency level, String sentence, List<Operation> witnesses) {

  /** Copies the witnesses. */
  public Violation {
    witnesses = List.copyOf(witnesses);
  }

  /** The operation that broke the guarantee. */
  public Operation culprit() {
    return witnesses.get(witnesses.size() - 1);
  }
}
