package dev.lagrange.verifier.workload;

import dev.lagrange.verifier.history.Access;
import dev.lagrange.verifier.history.Model;
import dev.lagrange.verifier.history.Operation;
import dev.lagrange.verifier.target.Mode;
import java.sql.SQLException;
import java.util.List;

/**
 * Cells that are read, and then set if they still have the value that was read. A cell that had
 * another one fails the operation, which then has changed nothing.
 */
final class Cells implements Workload {

  private static final Numbers ROWS = new Numbers(Model.CELL, "cell", "x", 12);
  private static final String UPDATE = ROWS.update("?", " AND n = ?");
  private static final String OTHER_VALUE = "The cell had another value than the expected one";
  private static final String NOTHING_FOUND = "02000";
  private static final int WRITES_PERCENT = 50;
  private static final int READ_BACK_PERCENT = 50;

  @Override
  public List<String> setUp() {
    return ROWS.setUp();
  }

  @Override
  public void turn(Session session, Hands hands) {
    String key = ROWS.anyKey(session.random());
    Operation read = session.perform(hands.own(), id -> ROWS.read(key));
    if (!read.isKnown() || !session.writes(WRITES_PERCENT)) {
      return;
    }
    long expected = read.accesses().get(0).value();
    session.perform(hands.own(), id -> compareAndSet(key, expected, id));
    if (session.chance(READ_BACK_PERCENT)) {
      session.perform(hands.own(), id -> ROWS.read(key));
    }
  }

  @Override
  public void readAll(Session session, Hands.Hand hand) {
    ROWS.readAll(session, hand);
  }

  private static Task compareAndSet(String key, long expected, long value) {
    Access access = Access.compareAndSet(key, expected, value);
    return Task.of(
        Model.CELL,
        Mode.STATEMENT,
        access,
        on ->
            on.query(
                UPDATE,
                rows -> {
                  if (!rows.next()) {
                    throw new SQLException(OTHER_VALUE, NOTHING_FOUND);
                  }
                  return Numbers.effect(access, rows);
                },
                value,
                key,
                expected));
  }
}
