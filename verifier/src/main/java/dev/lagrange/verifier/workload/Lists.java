package dev.lagrange.verifier.workload;

import dev.lagrange.verifier.history.Access;
import dev.lagrange.verifier.history.Model;
import dev.lagrange.verifier.target.Effect;
import dev.lagrange.verifier.target.Mode;
import dev.lagrange.verifier.target.Server;
import dev.lagrange.verifier.target.Statements;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Lists that are appended to and read in transactions over a few of them, on one snapshot. A list
 * that has grown long makes room for the next of its place; all of them are kept.
 */
final class Lists implements Workload {

  private static final int PLACES = 8;
  private static final int LONGEST = 32;
  private static final int MOST_KEYS = 3;
  private static final int WRITES_PERCENT = 40;
  private static final int APPENDS_PERCENT = 60;
  private static final int LOOKS_BACK_PERCENT = 40;

  private static final String TABLE = Schema.table("list");
  // what a SELECT without FROM adds is there even if the list is not yet
  private static final String SELECT =
      "SELECT (SELECT elements FROM %s WHERE k = ?), %s".formatted(TABLE, Server.COLUMN);
  private static final String APPEND =
      "INSERT INTO %s AS l VALUES (?, ARRAY[?::bigint]) ON CONFLICT (k) DO UPDATE".formatted(TABLE)
          + " SET elements = l.elements || excluded.elements RETURNING cardinality(l.elements), "
          + Server.COLUMN;
  private static final String SELECT_LOCKED =
      "SELECT elements, %s FROM %s WHERE k = ? FOR UPDATE".formatted(Server.COLUMN, TABLE);

  private final AtomicIntegerArray generations = new AtomicIntegerArray(PLACES);

  @Override
  public List<String> setUp() {
    return List.of(
        "CREATE TABLE %s (k text PRIMARY KEY, elements bigint[] NOT NULL)".formatted(TABLE));
  }

  @Override
  public void turn(Session session, Hands hands) {
    Random random = session.random();
    TreeSet<Integer> places = new TreeSet<>(); // in one order, so that no two wait for each other
    for (int i = 1 + random.nextInt(MOST_KEYS); i > 0; i--) {
      places.add(random.nextInt(PLACES));
    }
    boolean writes = session.writes(WRITES_PERCENT);
    // not always the first, so that a transaction may begin with reads
    int surely = random.nextInt(places.size());
    List<String> appended = new ArrayList<>();
    List<String> keys = new ArrayList<>();
    for (int place : places) {
      String key = key(place, generations.get(place));
      keys.add(key);
      if (writes && (keys.size() - 1 == surely || session.chance(APPENDS_PERCENT))) {
        appended.add(key);
      }
    }
    boolean looksBack = !appended.isEmpty() && session.chance(LOOKS_BACK_PERCENT);
    session.perform(hands.own(), id -> transaction(keys, appended, looksBack, id));
  }

  @Override
  public void readAll(Session session, Hands.Hand hand) {
    for (int place = 0; place < PLACES; place++) {
      for (int generation = 0; generation <= generations.get(place); generation++) {
        String key = key(place, generation);
        session.perform(hand, id -> finalRead(key));
      }
    }
  }

  private static String key(int place, int generation) {
    return "l" + place + "." + generation;
  }

  private Task transaction(
      List<String> keys, List<String> appended, boolean looksBack, long element) {
    List<Access> intended = new ArrayList<>();
    for (String key : keys) {
      intended.add(
          appended.contains(key) ? Access.append(key, element) : Access.readList(key, List.of()));
    }
    if (looksBack) {
      intended.add(Access.readList(appended.get(0), List.of()));
    }
    return new Task(
        Model.LIST,
        appended.isEmpty() ? Mode.READ_ONLY_SNAPSHOT : Mode.SNAPSHOT,
        intended,
        on -> {
          List<Access> done = new ArrayList<>();
          Server server = null;
          for (Access access : intended) {
            Effect effect = access.isRead() ? read(on, SELECT, access.key()) : append(on, access);
            done.addAll(effect.accesses());
            server = effect.server();
          }
          return new Effect(done, Objects.requireNonNull(server));
        });
  }

  private Effect append(Statements on, Access access) throws SQLException {
    return on.row(
        APPEND,
        row -> {
          if (row.getInt(1) >= LONGEST) {
            makeRoom(access.key());
          }
          return Numbers.effect(access, row);
        },
        access.key(),
        access.value());
  }

  /** Whether the transaction commits or not: the next list is as good as this one. */
  private void makeRoom(String key) {
    int dot = key.indexOf('.');
    int generation = Integer.parseInt(key.substring(dot + 1));
    generations.compareAndSet(Integer.parseInt(key.substring(1, dot)), generation, generation + 1);
  }

  private static Task finalRead(String key) {
    return Task.of(
        Model.LIST,
        Mode.TRANSACTION,
        Access.readList(key, List.of()),
        on -> on.query(SELECT_LOCKED, rows -> rows.next() ? list(key, rows) : empty(on, key), key));
  }

  private static Effect empty(Statements on, String key) throws SQLException {
    return read(on, SELECT, key);
  }

  private static Effect read(Statements on, String sql, String key) throws SQLException {
    return on.row(sql, row -> list(key, row), key);
  }

  private static Effect list(String key, ResultSet row) throws SQLException {
    Array array = row.getArray(1);
    List<Long> elements = array == null ? List.of() : List.of((Long[]) array.getArray());
    return Effect.of(Access.readList(key, elements), Server.of(row, 2));
  }
}
