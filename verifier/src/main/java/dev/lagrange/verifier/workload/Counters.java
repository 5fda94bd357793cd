package dev.lagrange.verifier.workload;

import dev.lagrange.verifier.history.Access;
import dev.lagrange.verifier.history.Model;
import dev.lagrange.verifier.target.Mode;
import java.util.List;

/** Numbers that are added to and read. */
final class Counters implements Workload {

  private static final Numbers ROWS = new Numbers(Model.COUNTER, "counter", "c", 8);
  private static final String UPDATE = ROWS.update("n + ?", "");
  private static final int WRITES_PERCENT = 40;
  private static final int LARGEST = 9;

  @Override
  public List<String> setUp() {
    return ROWS.setUp();
  }

  @Override
  public void turn(Session session, Hands hands) {
    String key = ROWS.anyKey(session.random());
    if (session.writes(WRITES_PERCENT)) {
      long delta = 1L + session.random().nextInt(LARGEST);
      session.perform(hands.own(), id -> add(key, delta));
    }
    session.perform(hands.own(), id -> ROWS.read(key));
  }

  @Override
  public void readAll(Session session, Hands.Hand hand) {
    ROWS.readAll(session, hand);
  }

  private static Task add(String key, long delta) {
    Access access = Access.add(key, delta);
    return Task.of(
        Model.COUNTER,
        Mode.STATEMENT,
        access,
        on -> on.row(UPDATE, row -> Numbers.effect(access, row), delta, key));
  }
}
