package dev.lagrange.verifier.check;

import dev.lagrange.verifier.history.History;
import java.util.List;

/** All that a history is held to. */
public final class Checkers {

  private static final List<Checker> ALL =
      List.of(
          new SessionChecker(64_000_000),
          new CounterSessionChecker(),
          new ReturningValueChecker(),
          new SweepLinearizability(),
          new ZoneLinearizability(),
          new SearchLinearizability(200_000),
          new StalenessBoundChecker(),
          new LostWriteChecker(),
          new CounterTotalChecker(),
          new CellChainChecker(),
          new DoubledWriteChecker(),
          new PhantomChecker(),
          new SnapshotChecker(),
          new DirtyReadChecker(),
          new OwnTransactionChecker(),
          new CycleChecker(5_000_000));

  private Checkers() {}

  /** Every checker, each of which judges what it can. */
  public static List<Checker> all() {
    return ALL;
  }

  /** Has every checker judge a history. Takes some seconds for a million operations. */
  public static Findings check(History history) {
    Findings findings = new Findings();
    Accesses accesses = Accesses.of(history);
    for (Checker checker : ALL) {
      checker.check(accesses, findings);
    }
    return findings;
  }
}
