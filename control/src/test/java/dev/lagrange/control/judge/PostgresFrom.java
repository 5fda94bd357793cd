package dev.lagrange.control.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A FROM clause as it grows: tables, functions, subqueries and how they are joined. */
final class PostgresFrom {

  private final Random random;
  private final PostgresQueries queries;
  private final List<PostgresColumn> columns = new ArrayList<>();
  private final List<String> lockable = new ArrayList<>();
  private String sql = "";
  private int joinedFrom;

  private PostgresFrom(Random random, PostgresQueries queries) {
    this.random = random;
    this.queries = queries;
  }

  static PostgresFrom of(Random random, int depth, PostgresQueries queries) {
    PostgresFrom from = new PostgresFrom(random, queries);
    from.source(depth);
    for (int joins = random.nextInt(5) - 2; joins > 0; joins--) {
      from.join(depth);
    }
    return from;
  }

  String sql() {
    return sql;
  }

  /** The columns that an expression behind it may name. */
  List<PostgresColumn> columns() {
    return columns;
  }

  /** The aliases that a locking clause may name. */
  List<String> lockable() {
    return lockable;
  }

  private void join(int depth) {
    switch (random.nextInt(4)) {
      case 0 -> {
        sql += " , ";
        joinedFrom = columns.size();
        source(depth - 1);
      }
      case 1 -> {
        sql += " CROSS JOIN ";
        source(depth - 1);
      }
      case 2 -> {
        sql += " LEFT JOIN ";
        lockable.clear();
        source(depth - 1);
        sql += " ON " + queries.bool(joined());
        lockable.clear();
      }
      default -> {
        sql += " JOIN ";
        source(depth - 1);
        sql += " ON (" + queries.bool(joined()) + ")";
      }
    }
  }

  private void source(int depth) {
    String alias = queries.next("t");
    String as = chance(2) ? " AS " : " ";
    switch (random.nextInt(depth > 0 ? 13 : 9)) {
      case 0, 1, 2 ->
          table(
              "customer",
              as,
              alias,
              "id:INT",
              "name:TEXT",
              "city:TEXT",
              "balance:NUMBER",
              "born:DATE",
              "vip:BOOL",
              "profile:JSON");
      case 3, 4 ->
          table("purchase", as, alias, "id:INT", "customer_id:INT", "amount:NUMBER", "note:TEXT");
      case 5 -> {
        table("measurement", as, alias, "value:INT", "at:DATE");
        if (chance(3)) {
          sql += " TABLESAMPLE system (90)";
        }
      }
      case 6 -> {
        table(
            pick(List.of("purchaser", "\"shop\".purchaser")),
            as,
            alias,
            "id:INT",
            "name:TEXT",
            "amount:NUMBER");
        lockable.remove(alias);
      }
      case 7 -> function(as, alias);
      case 8 -> {
        sql += "(VALUES (1, 'a'), (2, 'b'))" + as + alias + "(i, s)";
        add(alias, "i:INT", "s:TEXT");
      }
      default -> {
        List<PostgresType> types = queries.signature();
        boolean lateral = sql.endsWith(" , ") && chance(2);
        sql +=
            (lateral ? "LATERAL " : "")
                + "("
                + queries.select(types, depth - 1)
                + ")"
                + as
                + alias
                + "("
                + PostgresQueries.names(types.size())
                + ")";
        for (int i = 0; i < types.size(); i++) {
          columns.add(new PostgresColumn(alias + ".c" + i, types.get(i)));
        }
      }
    }
  }

  private void table(String name, String as, String alias, String... columns) {
    sql += name + as + alias;
    lockable.add(alias);
    add(alias, columns);
  }

  private void function(String as, String alias) {
    switch (random.nextInt(5)) {
      case 0 -> sql += "generate_series(1, 3)" + as + alias + "(i)";
      case 1 -> sql += "unnest(ARRAY[1, 2]) WITH ORDINALITY" + as + alias + "(i, o)";
      case 2 ->
          sql +=
              "ROWS FROM (generate_series(1, 2), jsonb_array_elements('[1]'))"
                  + as
                  + alias
                  + "(i, j)";
      case 3 -> sql += "json_table('[{\"k\":1}]', '$[*]' COLUMNS (i int PATH '$.k'))" + as + alias;
      default -> sql += "xmltable('/r' PASSING xml '<r/>' COLUMNS i FOR ORDINALITY)" + as + alias;
    }
    add(alias, "i:INT");
  }

  private void add(String alias, String... namesAndTypes) {
    for (String nameAndType : namesAndTypes) {
      int colon = nameAndType.indexOf(':');
      PostgresType type = PostgresType.valueOf(nameAndType.substring(colon + 1));
      columns.add(new PostgresColumn(alias + "." + nameAndType.substring(0, colon), type));
    }
  }

  /** The columns that ON may name: those behind the last comma. */
  private List<PostgresColumn> joined() {
    return columns.subList(joinedFrom, columns.size());
  }

  private boolean chance(int oneIn) {
    return random.nextInt(oneIn) == 0;
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
