package dev.lagrange.verifier.workload;

import dev.lagrange.verifier.history.Access;
import dev.lagrange.verifier.history.Model;
import dev.lagrange.verifier.target.Mode;
import dev.lagrange.verifier.target.Work;
import java.util.List;

/**
 * An operation to be done. Immutable.
 *
 * @param model what its keys are
 * @param mode how its statements hang together
 * @param intended what it is to do, without what only the answer tells
 * @param work the statements
 */
record Task(Model model, Mode mode, List<Access> intended, Work work) {

  Task {
    intended = List.copyOf(intended);
  }

  static Task of(Model model, Mode mode, Access intended, Work work) {
    return new Task(model, mode, List.of(intended), work);
  }

  /** Whether it is to change something. */
  boolean writes() {
    return intended.stream().anyMatch(access -> !access.isRead());
  }
}
