package dev.lagrange.control.judge;

import java.util.List;
import java.util.Random;

/**
 * Makes expressions of a type over columns. Now and then one calls a function that is no part of a
 * read, where {@link #tempt} has asked for it. A space stands between tokens only.
 */
final class PostgresExpressions {

  private static final List<String> UNSAFE_INTS =
      List.of(
          "nextval('ticket')::int",
          "pg_catalog.\"nextval\" ('shop.ticket')::int",
          "setval('ticket', 7)::int",
          "note_down('g')",
          "shop . note_down ( 'g' )",
          "liar(2)",
          "sly(3)",
          "keeps_lock()::int",
          "pg_try_advisory_lock(4)::int",
          "U&\"pg\\005ftry\\005fadvisory\\005flock\" (4)::int",
          "U&\"pg_try!005fadvisory_lock\" UESCAPE '!' (4)::int",
          "pg_try_advisory_xact_lock_shared(5)::int",
          "length(set_config('app.who', 'generated', false))",
          "length(pg_catalog . set_config ('work_mem', '8MB', false))",
          "(setseed(0.5) IS NULL)::int",
          "length(txid_current()::text)",
          "length(pg_current_xact_id()::text)",
          "length(pg_export_snapshot())",
          "length(pg_notify('news', 'g')::text)",
          "lo_create(0)::int",
          "(SELECT id FROM customer WHERE id = 1 FOR UPDATE)",
          "(SELECT max(id) FROM (SELECT id FROM purchase FOR KEY SHARE) hidden)",
          "(4::bigint).pg_try_advisory_lock::int",
          "('shop.ticket'::regclass).nextval::int");

  private static final List<String> TEXTS =
      List.of(
          "'plain'",
          "'it''s'",
          "E'it\\'s'",
          "$$delete$$",
          "$q$for$$update$q$",
          "U&'\\0061b'",
          "N'national'",
          "'ends\\'",
          "'--'",
          "'/*'",
          "';'",
          "''");

  private final Random random;
  private boolean tempted;

  PostgresExpressions(Random random) {
    this.random = random;
  }

  /** Has one of the next expressions call something unsafe, unless they are few. */
  void tempt(boolean unsafe) {
    tempted = unsafe;
  }

  String of(PostgresType type, List<PostgresColumn> columns, int depth) {
    if (depth <= 0 || random.nextInt(4) == 0) {
      return leaf(type, columns);
    }
    return switch (type) {
      case INT -> number(columns, depth - 1);
      case TEXT -> text(columns, depth - 1);
      case BOOL -> condition(columns, depth - 1);
      case NUMBER -> decimal(columns, depth - 1);
      case DATE -> date(columns, depth - 1);
      case JSON -> json(columns, depth - 1);
    };
  }

  private String leaf(PostgresType type, List<PostgresColumn> columns) {
    if (tempted && type == PostgresType.INT && random.nextInt(3) == 0) {
      tempted = false;
      return pick(UNSAFE_INTS);
    }
    List<PostgresColumn> fitting = columns.stream().filter(c -> c.type() == type).toList();
    if (!fitting.isEmpty() && random.nextInt(4) > 0) {
      return fitting.get(random.nextInt(fitting.size())).reference();
    }
    return switch (type) {
      case INT -> String.valueOf(random.nextInt(50));
      case TEXT -> pick(TEXTS);
      case BOOL -> pick(List.of("true", "false", "NOT true"));
      case NUMBER -> pick(List.of("1.5", ".25", "1e2", "7.", "1_000.5"));
      case DATE -> pick(List.of("date '2026-01-03'", "current_date", "DATE'1999-12-31'"));
      case JSON -> pick(List.of("'{\"k\":1}'::jsonb", "jsonb '[1,2]'", "'null'::jsonb"));
    };
  }

  private String number(List<PostgresColumn> c, int d) {
    String a = of(PostgresType.INT, c, d);
    return switch (random.nextInt(14)) {
      case 0 -> "(" + a + " + " + of(PostgresType.INT, c, d) + ")";
      case 1 -> "(" + a + " - - " + leaf(PostgresType.INT, c) + ")";
      case 2 -> "length( " + of(PostgresType.TEXT, c, d) + " )";
      case 3 -> "coalesce(" + a + " , " + leaf(PostgresType.INT, c) + ")";
      case 4 -> "CASE WHEN " + of(PostgresType.BOOL, c, d) + " THEN " + a + " ELSE 0 END";
      case 5 -> "extract( year FROM " + of(PostgresType.DATE, c, d) + ")::int";
      case 6 -> "greatest(" + a + ", " + leaf(PostgresType.INT, c) + ")";
      case 7 -> "(" + a + " % 7)";
      case 8 -> "position( 'a' IN " + of(PostgresType.TEXT, c, d) + ")";
      case 9 -> "(SELECT max(q.id) FROM purchase q WHERE q.customer_id = " + a + ")";
      case 10 -> "pg_catalog . abs(" + a + ")";
      case 11 -> "CAST(" + a + " AS integer)";
      case 12 -> "jsonb_array_length('[1,2]') OPERATOR(pg_catalog.+) " + a;
      default -> "(ARRAY[" + a + ", 2])[1]";
    };
  }

  private String text(List<PostgresColumn> c, int d) {
    String a = of(PostgresType.TEXT, c, d);
    return switch (random.nextInt(12)) {
      case 0 -> "lower(" + a + ")";
      case 1 -> "(" + a + " || " + of(PostgresType.TEXT, c, d) + ")";
      case 2 -> "substring( " + a + " FROM 2 FOR 3)";
      case 3 -> "(" + of(PostgresType.INT, c, d) + ")::character varying(9)";
      case 4 -> "coalesce( NULL , " + a + ")";
      case 5 -> "format('%s-%L', " + a + " , 1)";
      case 6 -> "to_char(" + of(PostgresType.DATE, c, d) + ", 'YYYY')";
      case 7 -> "trim( both 'x' FROM " + a + ")";
      case 8 -> "\"upper\"(" + a + ")";
      case 9 -> "replace(" + a + ", 'a', '$$')";
      case 10 -> "(" + of(PostgresType.JSON, c, d) + " ->> 'k')";
      default -> "(" + a + " COLLATE \"C\")";
    };
  }

  private String condition(List<PostgresColumn> c, int d) {
    String a = of(PostgresType.INT, c, d);
    return switch (random.nextInt(14)) {
      case 0 -> a + " = " + of(PostgresType.INT, c, d);
      case 1 -> "(" + of(PostgresType.BOOL, c, d) + " AND " + of(PostgresType.BOOL, c, d) + ")";
      case 2 -> "(" + of(PostgresType.BOOL, c, d) + " OR NOT (" + leaf(PostgresType.BOOL, c) + "))";
      case 3 -> "(" + of(PostgresType.TEXT, c, d) + " IS DISTINCT FROM " + "'x')";
      case 4 -> "(" + a + " BETWEEN SYMMETRIC 1 AND 9)";
      case 5 -> "(" + a + " IN (1, 2 , " + leaf(PostgresType.INT, c) + "))";
      case 6 -> "EXISTS (SELECT FROM purchase e WHERE e.id = " + a + ")";
      case 7 -> "(" + of(PostgresType.TEXT, c, d) + " NOT LIKE ('a\\_%') ESCAPE '\\')";
      case 8 -> "(" + a + " = ANY (ARRAY[1, 2]))";
      case 9 -> "(" + of(PostgresType.JSON, c, d) + " ?| ARRAY['k'])";
      case 10 -> "(" + of(PostgresType.DATE, c, d) + " > date '2000-01-01') IS NOT TRUE";
      case 11 -> "(" + a + " , 1) <= (2, " + leaf(PostgresType.INT, c) + ")";
      case 12 -> "(" + a + " < ALL (SELECT id FROM customer))";
      default -> "(" + of(PostgresType.NUMBER, c, d) + " >= 0)";
    };
  }

  private String decimal(List<PostgresColumn> c, int d) {
    String a = of(PostgresType.NUMBER, c, d);
    return switch (random.nextInt(5)) {
      case 0 -> "round( " + a + " , 1)";
      case 1 -> "(" + of(PostgresType.INT, c, d) + ")::numeric(20, 2)";
      case 2 -> "(" + a + " + " + leaf(PostgresType.NUMBER, c) + ")";
      case 3 -> "(" + a + " / 3)";
      default -> "nullif(" + a + ", 1.5)";
    };
  }

  private String date(List<PostgresColumn> c, int d) {
    String a = of(PostgresType.DATE, c, d);
    return switch (random.nextInt(4)) {
      case 0 -> "(" + a + " + 1)";
      case 1 -> "date_trunc('month', " + a + ")::date";
      case 2 -> "(" + a + " - interval '1' day)::date";
      default -> "least(" + a + ", now()::date)";
    };
  }

  private String json(List<PostgresColumn> c, int d) {
    return switch (random.nextInt(4)) {
      case 0 -> "jsonb_build_object('k', " + of(PostgresType.INT, c, d) + ")";
      case 1 -> "to_jsonb(" + of(PostgresType.TEXT, c, d) + ")";
      case 2 -> "json_object('k' : " + of(PostgresType.INT, c, d) + " RETURNING jsonb)";
      default -> "(" + of(PostgresType.JSON, c, d) + " -> 'k')";
    };
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
