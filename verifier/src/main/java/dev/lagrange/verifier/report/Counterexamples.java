package dev.lagrange.verifier.report;

import dev.lagrange.verifier.report.Judgement.Status;
import java.util.ArrayList;
import java.util.List;

/**
 * The counterexamples worth telling: the first of each broken promise, then of each guarantee that
 * was broken without having been promised, then the second of each, and so on. Immutable.
 *
 * @param promised those of promises
 * @param unpromised the others
 */
record Counterexamples(List<Counterexample> promised, List<Counterexample> unpromised) {

  Counterexamples {
    promised = List.copyOf(promised);
    unpromised = List.copyOf(unpromised);
  }

  static Counterexamples of(Verdict verdict, Run run) {
    return new Counterexamples(
        inTurn(verdict.promised(Status.BROKEN), run), inTurn(verdict.brokenUnpromised(), run));
  }

  private static List<Counterexample> inTurn(List<Judgement> judgements, Run run) {
    List<Counterexample> stories = new ArrayList<>();
    boolean more = true;
    for (int turn = 0; more; turn++) {
      more = false;
      for (Judgement judgement : judgements) {
        if (turn < judgement.examples().size()) {
          stories.add(Counterexample.of(judgement, judgement.examples().get(turn), run));
          more = true;
        }
      }
    }
    return stories;
  }
}
