package dev.lagrange.verifier.workload;

import dev.lagrange.verifier.history.Access;
import dev.lagrange.verifier.history.Model;
import dev.lagrange.verifier.target.Mode;
import java.util.List;

/** Registers set to values that nobody else writes; most writes are read back at once. */
final class Values implements Workload {

  private static final Numbers ROWS = new Numbers(Model.VALUE, "value", "v", 16);
  private static final String UPDATE = ROWS.update("?", "");
  private static final int WRITES_PERCENT = 30;
  private static final int READ_BACK_PERCENT = 75;

  @Override
  public List<String> setUp() {
    return ROWS.setUp();
  }

  @Override
  public void turn(Session session, Hands hands) {
    String key = ROWS.anyKey(session.random());
    if (session.writes(WRITES_PERCENT)) {
      session.perform(hands.own(), id -> write(key, id));
      if (!session.chance(READ_BACK_PERCENT)) {
        return;
      }
    }
    session.perform(hands.own(), id -> ROWS.read(key));
  }

  @Override
  public void readAll(Session session, Hands.Hand hand) {
    ROWS.readAll(session, hand);
  }

  private static Task write(String key, long value) {
    Access access = Access.write(key, value);
    return Task.of(
        Model.VALUE,
        Mode.STATEMENT,
        access,
        on -> on.row(UPDATE, row -> Numbers.effect(access, row), value, key));
  }
}
