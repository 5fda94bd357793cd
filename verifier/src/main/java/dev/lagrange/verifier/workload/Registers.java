package dev.lagrange.verifier.workload;

import dev.lagrange.verifier.history.Access;
import dev.lagrange.verifier.history.Model;
import dev.lagrange.verifier.target.Mode;
import java.util.List;

/** Registers whose versions the database counts; most writes are read back at once. */
final class Registers implements Workload {

  private static final Numbers ROWS = new Numbers(Model.REGISTER, "register", "r", 24);
  private static final String UPDATE = ROWS.update("n + 1", "");
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
      session.perform(hands.own(), id -> write(ROWS, UPDATE, key));
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

  /** Makes the next version. */
  static Task write(Numbers rows, String update, String key) {
    return Task.of(
        rows.model(),
        Mode.STATEMENT,
        Access.write(key, 0),
        on -> on.row(update, row -> Numbers.effect(Access.write(key, row.getLong(1)), row), key));
  }
}
