package dev.lagrange.verifier.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The session guarantees on registers, values, lists and snapshots. An operation comes before
 * another of its session if it was over when the other began; a token that was handed over brings
 * along what came before it. What others wrote is judged by causality: whoever sees a write has
 * seen what its writer had written and read until then, on whichever keys.
 *
 * <p>On values, only what real time proves is concluded. O(n log n + n s) for n operations of s
 * sessions.
 */
final class SessionChecker implements Checker {

  private static final Comparator<Turn> BY_END =
      Comparator.<Turn>comparingLong(turn -> turn.operation().completedAt())
          .thenComparingLong(turn -> turn.operation().id());

  private final long numbers;

  /**
   * A checker that keeps no more than so many numbers of what came before writes. It takes one for
   * each write and session; where these are more, what others did is undecided.
   */
  SessionChecker(long numbers) {
    this.numbers = numbers;
  }

  @Override
  public void check(Accesses accesses, Findings findings) {
    List<Turn> begun = Turn.of(accesses);
    List<Turn> ended = new ArrayList<>(begun);
    ended.sort(BY_END);
    Sessions sessions = new Sessions(begun, accesses.orders(), new SessionJudge(findings), numbers);
    int next = 0;
    for (Turn turn : ended) {
      // what ends at the instant at which another begins does not come before it
      long end = turn.operation().completedAt();
      while (next < begun.size() && begun.get(next).operation().invokedAt() <= end) {
        sessions.begin(begun.get(next++));
      }
      sessions.end(turn);
    }
  }
}
