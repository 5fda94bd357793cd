package dev.lagrange.control.judge;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Makes queries of all shapes over the tables of {@code postgresql-schema.sql}. */
final class PostgresQueries {

  private static final List<PostgresType> TYPES = List.of(PostgresType.values());
  private static final List<String> LOCKS =
      List.of(
          "UPDATE", "NO KEY UPDATE", "SHARE", "KEY SHARE", "UPDATE SKIP LOCKED", "SHARE NOWAIT");

  private final Random random;
  private final PostgresExpressions expressions;
  private int names;
  private boolean locking = true;

  PostgresQueries(Random random) {
    this.random = random;
    this.expressions = new PostgresExpressions(random);
  }

  /** Any query, complete. */
  String query() {
    expressions.tempt(random.nextInt(3) == 0);
    List<PostgresType> types = signature();
    String query =
        switch (random.nextInt(12)) {
          case 0 -> "TABLE " + pick(List.of("customer", "shop.purchase", "city", "measurement"));
          case 1 ->
              "VALUES (" + list(types, List.of(), 2) + "), (" + list(types, List.of(), 1) + ")";
          case 2, 3 -> with(types);
          case 4, 5 -> union(types);
          default -> select(types, 2);
        };
    return chance(8) ? "(" + query + ")" : query;
  }

  /** An expression of a type that names no column. */
  String expression(PostgresType type) {
    expressions.tempt(chance(6));
    return expressions.of(type, List.of(), 2);
  }

  String select(List<PostgresType> types, int depth) {
    return switch (random.nextInt(6)) {
      case 0 -> grouped(types, depth);
      case 1 -> windowed(types, depth);
      default -> plain(types, depth);
    };
  }

  private String plain(List<PostgresType> types, int depth) {
    PostgresFrom from = PostgresFrom.of(random, depth, this);
    StringBuilder sql = new StringBuilder("SELECT ");
    boolean distinct = chance(8);
    sql.append(distinct ? "DISTINCT " : chance(12) ? "ALL " : "");
    sql.append(items(types, from.columns(), 2)).append(" FROM ").append(from.sql());
    sql.append(where(from.columns()));
    sql.append(tail());
    if (locking && !distinct && !from.lockable().isEmpty() && chance(9)) {
      sql.append(" FOR ").append(lock(pick(from.lockable())));
    }
    return sql.toString();
  }

  private String grouped(List<PostgresType> types, int depth) {
    PostgresFrom from = PostgresFrom.of(random, depth, this);
    List<PostgresColumn> ints = ofType(from.columns(), PostgresType.INT);
    String key = ints.isEmpty() ? "1" : ints.get(0).reference();
    String grouping =
        pick(
            List.of(
                key,
                "ROLLUP (" + key + ")",
                "GROUPING SETS ((" + key + "), ())",
                "CUBE (" + key + ")",
                "DISTINCT " + key));
    String items =
        types.stream().map(t -> aggregate(t, from.columns())).collect(Collectors.joining(", "));
    String having = chance(3) ? " HAVING count(*) > 0" : "";
    return "SELECT "
        + items
        + " FROM "
        + from.sql()
        + where(from.columns())
        + " GROUP BY "
        + (ints.isEmpty() ? "()" : grouping)
        + having
        + tail();
  }

  private String aggregate(PostgresType type, List<PostgresColumn> columns) {
    String filter = chance(4) ? " FILTER (WHERE " + bool(columns) + ")" : "";
    return switch (type) {
      case INT ->
          pick(
                  List.of(
                      "count(*)",
                      "sum(" + expressions.of(type, columns, 1) + ")",
                      "count( DISTINCT " + expressions.of(PostgresType.TEXT, columns, 1) + ")"))
              + filter
              + "::int";
      case TEXT -> "string_agg(" + expressions.of(type, columns, 1) + ", ',' ORDER BY 1)" + filter;
      case BOOL -> "bool_and(" + bool(columns) + ")" + filter;
      case NUMBER -> "avg(" + expressions.of(type, columns, 1) + ")" + filter;
      case DATE -> "max(" + expressions.of(type, columns, 1) + ")" + filter;
      case JSON -> "jsonb_agg(" + expressions.of(PostgresType.INT, columns, 1) + ")" + filter;
    };
  }

  private String windowed(List<PostgresType> types, int depth) {
    PostgresFrom from = PostgresFrom.of(random, depth, this);
    String items =
        types.stream().map(t -> overWindow(t, from.columns())).collect(Collectors.joining(", "));
    return "SELECT "
        + items
        + " FROM "
        + from.sql()
        + where(from.columns())
        + " WINDOW w AS (PARTITION BY "
        + expressions.of(PostgresType.TEXT, from.columns(), 1)
        + " ORDER BY "
        + expressions.of(PostgresType.INT, from.columns(), 1)
        + ")"
        + tail();
  }

  private String overWindow(PostgresType type, List<PostgresColumn> columns) {
    String value = "CAST(" + expressions.of(type, columns, 1) + " AS " + type.sql + ")";
    return switch (random.nextInt(3)) {
      case 0 -> "lag(" + value + ") OVER w";
      case 1 -> "first_value(" + value + ") OVER (w ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)";
      default -> "last_value(" + value + ") OVER ( PARTITION BY " + bool(columns) + ")";
    };
  }

  private String union(List<PostgresType> types) {
    String operator = pick(List.of("UNION", "UNION ALL", "EXCEPT", "INTERSECT ALL"));
    locking = false; // not allowed within set operations
    String union = "(" + select(types, 1) + ") " + operator + " (" + select(types, 1) + ")";
    locking = true;
    return union + (chance(2) ? " ORDER BY 1 LIMIT 5" : "");
  }

  private String with(List<PostgresType> types) {
    String name = pick(List.of("recent", "\"update\"", "delete", "\"With\"")) + next("");
    if (name.startsWith("\"")) {
      name = "\"" + next("for ").replace(" ", "_") + "\"";
    }
    String hint = pick(List.of("", "", "MATERIALIZED ", "NOT MATERIALIZED "));
    String columns = names(types.size());
    String inner =
        chance(10) && types.size() == 1
            ? pick(
                List.of(
                    "INSERT INTO sink (id) VALUES (1) RETURNING text",
                    "DELETE FROM journal RETURNING line",
                    "UPDATE sink SET text = 'w' RETURNING text"))
            : select(types, 1);
    if (chance(5)) {
      return "WITH RECURSIVE r(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM r WHERE n < 4) , "
          + name
          + " ("
          + columns
          + ") AS "
          + hint
          + "("
          + inner
          + ") SELECT * FROM "
          + name
          + " , r";
    }
    return "WITH "
        + name
        + "("
        + columns
        + ") AS "
        + hint
        + "("
        + inner
        + ") SELECT * FROM "
        + name
        + pick(List.of("", " AS x", " x CROSS JOIN customer c"));
  }

  private String lock(String alias) {
    return pick(LOCKS).replaceFirst("(?=$| SKIP| NOWAIT)", " OF " + alias);
  }

  private String where(List<PostgresColumn> columns) {
    return chance(2) ? " WHERE " + bool(columns) : "";
  }

  private String tail() {
    return switch (random.nextInt(4)) {
      case 0 -> " ORDER BY 1";
      case 1 -> " LIMIT 10 OFFSET 1";
      case 2 -> " FETCH FIRST 9 ROWS ONLY";
      default -> " LIMIT 100";
    };
  }

  String bool(List<PostgresColumn> columns) {
    return expressions.of(PostgresType.BOOL, columns, 2);
  }

  private String items(List<PostgresType> types, List<PostgresColumn> columns, int depth) {
    return types.stream()
        .map(
            type ->
                expressions.of(type, columns, depth) + pick(List.of("", "", " AS " + next("c"))))
        .collect(Collectors.joining(" , "));
  }

  private String list(List<PostgresType> types, List<PostgresColumn> columns, int depth) {
    return types.stream()
        .map(t -> expressions.of(t, columns, depth))
        .collect(Collectors.joining(", "));
  }

  List<PostgresType> signature() {
    return IntStream.range(0, 1 + random.nextInt(3)).mapToObj(i -> pick(TYPES)).toList();
  }

  static String names(int count) {
    return IntStream.range(0, count).mapToObj(i -> "c" + i).collect(Collectors.joining(", "));
  }

  private static List<PostgresColumn> ofType(List<PostgresColumn> columns, PostgresType type) {
    return columns.stream().filter(c -> c.type() == type).toList();
  }

  String next(String prefix) {
    names++;
    return prefix + names;
  }

  private boolean chance(int oneIn) {
    return random.nextInt(oneIn) == 0;
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
