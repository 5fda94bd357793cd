package dev.lagrange.verifier.mutation;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.verifier.Watcher;
import dev.lagrange.verifier.check.Accesses;
import dev.lagrange.verifier.check.Checker;
import dev.lagrange.verifier.check.Checkers;
import dev.lagrange.verifier.check.Findings;
import dev.lagrange.verifier.check.Guarantee;
import dev.lagrange.verifier.history.History;
import dev.lagrange.verifier.workload.Tally;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Has a run stop as soon as one of certain promises is seen to be broken. It looks often at first,
 * and then so rarely that looking takes a quarter of the time at most. For one thread.
 */
final class Impatience implements Watcher {

  private static final int SHARE = 3;

  private final Set<Guarantee> wanted;
  private final Consistency level;
  private long startedAt;
  private long notBefore;
  private long endedAt;

  Impatience(Set<Guarantee> wanted, Consistency level) {
    this.wanted = wanted;
    this.level = level;
  }

  /** How long it took, from the first operation to the finding; or to the end of the sessions. */
  long millis() {
    return (endedAt - startedAt) / 1_000_000;
  }

  @Override
  public void running(Consistency at, Duration elapsed, Tally tally) {
    endedAt = System.nanoTime();
  }

  @Override
  public boolean hasSeenEnough(Supplier<History> soFar) {
    long now = System.nanoTime();
    if (startedAt == 0) {
      startedAt = now;
      notBefore = now;
    }
    endedAt = now;
    if (wanted.isEmpty() || now - notBefore < 0) {
      return false;
    }
    boolean seen = isAnyBroken(soFar.get());
    endedAt = System.nanoTime();
    notBefore = endedAt + SHARE * (endedAt - now);
    return seen;
  }

  /** Asks the quick checkers first, and no more once it is known. */
  private boolean isAnyBroken(History history) {
    Findings findings = new Findings();
    Accesses accesses = Accesses.of(history);
    for (Checker checker : Checkers.all()) {
      checker.check(accesses, findings);
      if (wanted.stream().anyMatch(guarantee -> isBroken(findings, guarantee))) {
        return true;
      }
    }
    return false;
  }

  private boolean isBroken(Findings findings, Guarantee guarantee) {
    Findings.Count count = findings.on(guarantee, level);
    return count != null && count.broken() > 0;
  }
}
