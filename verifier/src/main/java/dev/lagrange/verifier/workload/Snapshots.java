package dev.lagrange.verifier.workload;

import dev.lagrange.verifier.history.Access;
import dev.lagrange.verifier.history.Model;
import dev.lagrange.verifier.history.Operation;
import dev.lagrange.verifier.target.Effect;
import dev.lagrange.verifier.target.Mode;
import dev.lagrange.verifier.target.Server;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * Transactions that make the next version of some registers and of a log, and reads that see all of
 * them at once: what a read sees must be what the log's version says.
 */
final class Snapshots implements Workload {

  private static final Numbers ROWS = new Numbers(Model.SNAPSHOT, "snapshot", "s", 8);
  private static final String UPDATE = ROWS.update("n + 1", "");
  private static final String SELECT =
      "SELECT k, n, %s FROM %s".formatted(Server.COLUMN, Schema.table("snapshot"));
  private static final int WRITES_PERCENT = 30;
  private static final int MOST_KEYS = 3;

  @Override
  public List<String> setUp() {
    List<String> statements = new ArrayList<>(ROWS.setUp());
    statements.add(
        "INSERT INTO %s VALUES ('%s', 0)".formatted(Schema.table("snapshot"), Operation.LOG));
    return statements;
  }

  @Override
  public void turn(Session session, Hands hands) {
    if (session.writes(WRITES_PERCENT)) {
      List<String> keys = new ArrayList<>(ROWS.keys());
      Collections.shuffle(keys, session.random());
      List<String> chosen = keys.subList(0, 1 + session.random().nextInt(MOST_KEYS));
      session.perform(hands.own(), id -> write(List.copyOf(chosen)));
    }
    session.perform(hands.own(), id -> read(Mode.STATEMENT, ""));
  }

  @Override
  public void readAll(Session session, Hands.Hand hand) {
    session.perform(hand, id -> read(Mode.TRANSACTION, " FOR UPDATE"));
  }

  /** The log's row is locked first, so that such transactions wait for each other in line. */
  private static Task write(List<String> chosen) {
    List<String> keys = new ArrayList<>(List.of(Operation.LOG));
    keys.addAll(chosen);
    List<Access> intended = keys.stream().map(key -> Access.write(key, 0)).toList();
    return new Task(
        Model.SNAPSHOT,
        Mode.TRANSACTION,
        intended,
        on -> {
          List<Access> made = new ArrayList<>();
          Server server = null;
          for (String key : keys) {
            Effect effect =
                on.row(UPDATE, row -> Numbers.effect(Access.write(key, row.getLong(1)), row), key);
            made.addAll(effect.accesses());
            server = effect.server();
          }
          return new Effect(made, Objects.requireNonNull(server));
        });
  }

  private static Task read(Mode mode, String suffix) {
    List<String> keys = new ArrayList<>(ROWS.keys());
    keys.add(Operation.LOG);
    return new Task(
        Model.SNAPSHOT,
        mode,
        keys.stream().map(key -> Access.read(key, 0)).toList(),
        on -> on.row(SELECT + suffix, Snapshots::all));
  }

  private static Effect all(ResultSet row) throws SQLException {
    List<Access> seen = new ArrayList<>();
    Server server = Server.of(row, 3);
    do {
      seen.add(Access.read(row.getString(1), row.getLong(2)));
    } while (row.next());
    return new Effect(seen, server);
  }
}
