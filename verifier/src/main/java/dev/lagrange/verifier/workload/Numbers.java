package dev.lagrange.verifier.workload;

import dev.lagrange.verifier.history.Access;
import dev.lagrange.verifier.history.Model;
import dev.lagrange.verifier.target.Effect;
import dev.lagrange.verifier.target.Mode;
import dev.lagrange.verifier.target.Server;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A table of a few rows, each a key and a number that is 0 at first.
 *
 * @param model what its keys are
 * @param table its name without the schema
 * @param prefix what its keys begin with
 * @param count how many rows it has
 */
record Numbers(Model model, String table, String prefix, int count) {

  List<String> setUp() {
    return List.of(
        "CREATE TABLE %s (k text PRIMARY KEY, n bigint NOT NULL) WITH (fillfactor = 50)"
            .formatted(Schema.table(table)),
        "INSERT INTO %s SELECT '%s' || i, 0 FROM generate_series(0, %d) i"
            .formatted(Schema.table(table), prefix, count - 1));
  }

  List<String> keys() {
    return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
  }

  String anyKey(Random random) {
    return prefix + random.nextInt(count);
  }

  /** An UPDATE of one row that tells the new number, and where it ran. */
  String update(String change, String condition) {
    return "UPDATE %s SET n = %s WHERE k = ?%s RETURNING n, %s"
        .formatted(Schema.table(table), change, condition, Server.COLUMN);
  }

  /** Reads one row, wherever it may be read. */
  Task read(String key) {
    return read(key, Mode.STATEMENT, "");
  }

  /** Reads each row and locks it, which only the primary does, whoever routes. */
  void readAll(Session session, Hands.Hand hand) {
    for (String key : keys()) {
      session.perform(hand, id -> read(key, Mode.TRANSACTION, " FOR UPDATE"));
    }
  }

  private Task read(String key, Mode mode, String suffix) {
    String sql =
        "SELECT n, %s FROM %s WHERE k = ?%s".formatted(Server.COLUMN, Schema.table(table), suffix);
    return Task.of(
        model,
        mode,
        Access.read(key, 0),
        on -> on.row(sql, row -> effect(Access.read(key, row.getLong(1)), row), key));
  }

  /** The effect of a statement that told a number, and where it ran. */
  static Effect effect(Access access, ResultSet row) throws SQLException {
    return Effect.of(access, Server.of(row, 2));
  }
}
