package dev.lagrange.verifier.check;

import org.jspecify.annotations.Nullable;

/**
 * A session token that operations were given or took. If one session took it and another was given
 * it, all that had happened in the one is then past in the other. Not thread-safe.
 */
final class Handover {

  private static final int NOBODY = -1;
  private static final int SEVERAL = -2;

  private int taker = NOBODY;
  private int user = NOBODY;
  private int uses;
  private @Nullable Clock direct;
  private @Nullable Clock causal;

  /** Notes that an operation of a session will take it. */
  void willBeTakenBy(int session) {
    taker = oneOrSeveral(taker, session);
  }

  /** Notes that an operation of a session will be given it. */
  void willBeGivenTo(int session) {
    user = oneOrSeveral(user, session);
    uses++;
  }

  private static int oneOrSeveral(int known, int session) {
    return known == NOBODY || known == session ? session : SEVERAL;
  }

  /** Whether it goes from one session to another: only then its past is worth keeping. */
  private boolean changesHands() {
    return taker != NOBODY && user != NOBODY && (taker != user || taker == SEVERAL);
  }

  /** An operation has taken it. */
  void take(Past session, Past withOthers) {
    if (!changesHands() || uses == 0) {
      return;
    }
    if (direct == null || causal == null) {
      direct = session.clock();
      causal = withOthers.clock();
    } else {
      session.addTo(direct);
      withOthers.addTo(causal);
    }
  }

  /** An operation is given it, and with it what was past when it was taken. */
  void give(Past session, Past withOthers, Deeds[] deeds) {
    if (direct != null && causal != null) {
      session.include(direct, deeds);
      withOthers.include(causal, deeds);
    }
    uses--;
    if (uses == 0) {
      // nobody else will ask for it
      direct = null;
      causal = null;
    }
  }
}
