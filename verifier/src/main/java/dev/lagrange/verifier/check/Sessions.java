package dev.lagrange.verifier.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * All sessions at one moment of a history: what each has done, and what it has learned of the
 * others. Operations are begun and ended in the order of time. Not thread-safe.
 */
final class Sessions {

  private final SessionJudge judge;
  private final Deeds[] deeds;
  private final Past[] direct;
  private final Past[] causal;
  private final WritePasts[] writes;
  private final boolean causality;

  /** The sessions of these operations, before all of them; with no more than so many numbers. */
  Sessions(List<Turn> turns, Orders orders, SessionJudge judge, long numbers) {
    this.judge = judge;
    int sessions = Turn.sessions(turns);
    List<Step> ended = new ArrayList<>();
    this.deeds = Deeds.ofAll(sessions, ended);
    this.direct = new Past[sessions];
    this.causal = new Past[sessions];
    Arrays.setAll(direct, session -> new Past(sessions, orders.size(), ended));
    Arrays.setAll(causal, session -> new Past(sessions, orders.size(), ended));
    this.writes = new WritePasts[orders.size()];
    long count = 0;
    for (int key = 0; key < writes.length; key++) {
      long[] made =
          orders.byKey().get(key).stream()
              .filter(step -> !step.isRead())
              .mapToLong(Step::earliest)
              .toArray();
      writes[key] = new WritePasts(orders.order(key).isTotal(), made);
      count += made.length;
    }
    this.causality = count * sessions <= numbers;
  }

  /** An operation is invoked: what is past now is what it is held to. */
  void begin(Turn turn) {
    Past own = direct[turn.session()];
    Past all = causal[turn.session()];
    Handover given = turn.given();
    if (given != null) {
      given.give(own, all, deeds);
    }
    judge.judge(turn, own, all, undecided(turn));
    if (causality) {
      for (Step step : turn.steps()) {
        if (!step.isRead()) {
          writes[step.key()].put(step.earliest(), all.clock());
        }
      }
    }
  }

  private Set<Guarantee> undecided(Turn turn) {
    if (turn.lacksPlace()) {
      return SessionJudge.ALL;
    }
    return causality || turn.steps().isEmpty() ? Set.of() : SessionJudge.CAUSAL;
  }

  /** An operation is over, and past for all that its session does from now on. */
  void end(Turn turn) {
    int session = turn.session();
    Deeds own = deeds[session];
    own.add(turn.steps());
    direct[session].include(session, own.operations(), own);
    causal[session].include(session, own.operations(), own);
    if (causality) {
      turn.steps().forEach(step -> learn(causal[session], step));
    }
    Handover taken = turn.taken();
    if (taken != null) {
      taken.take(direct[session], causal[session]);
    }
  }

  private void learn(Past past, Step step) {
    // what was seen at weak binds nobody
    if (step.isRead() && !step.isWeak()) {
      Clock before = writes[step.key()].before(step.earliest());
      if (before != null) {
        past.include(before, deeds);
      }
    }
  }
}
