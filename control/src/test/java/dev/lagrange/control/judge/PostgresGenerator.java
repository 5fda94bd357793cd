package dev.lagrange.control.judge;

import java.util.List;
import java.util.Random;

/** Makes statements of all kinds, mostly such as run: the same ones from the same seed. */
final class PostgresGenerator {

  private static final List<String> SESSION =
      List.of(
          "SET work_mem = '5MB'",
          "SET LOCAL work_mem = '5MB'",
          "SET app.who = 'g'",
          "SET search_path TO shop , public",
          "SET TIME ZONE 'UTC'",
          "RESET ALL",
          "RESET work_mem",
          "SHOW work_mem",
          "SHOW ALL",
          "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
          "PREPARE g AS SELECT 1",
          "DEALLOCATE ALL",
          "DISCARD ALL",
          "DISCARD TEMP",
          "LISTEN news",
          "UNLISTEN *",
          "NOTIFY news",
          "CREATE TEMP TABLE g AS SELECT 1 AS x",
          "CREATE TABLE \"pg_temp\".g (x int)",
          "SELECT 1 AS x INTO TEMP g",
          "DO $$BEGIN\tPERFORM\t1;END$$",
          "CALL tidy()",
          "CALL settle()",
          "DECLARE g CURSOR WITH HOLD FOR SELECT 1");

  private static final List<String> TRANSACTIONS =
      List.of(
          "BEGIN",
          "BEGIN READ ONLY",
          "START TRANSACTION ISOLATION LEVEL REPEATABLE READ , READ ONLY",
          "COMMIT",
          "END WORK",
          "ROLLBACK",
          "BEGIN ; SAVEPOINT g ; RELEASE g ; COMMIT",
          "BEGIN ; SAVEPOINT g ; ROLLBACK TO g ; COMMIT");

  private final Random random;
  private final PostgresQueries queries;
  private final PostgresDisguise disguise;

  PostgresGenerator(long seed) {
    random = new Random(seed);
    queries = new PostgresQueries(random);
    disguise = new PostgresDisguise(random);
  }

  String next() {
    return disguise.of(statement());
  }

  private String statement() {
    int dice = random.nextInt(100);
    if (dice < 62) {
      return queries.query() + (random.nextInt(9) == 0 ? " ;" : "");
    }
    if (dice < 68) {
      return "EXPLAIN "
          + pick(List.of("", "VERBOSE ", "ANALYZE ", "(COSTS off, ANALYZE) "))
          + query();
    }
    if (dice < 71) {
      return "COPY ("
          + query()
          + ") TO STDOUT"
          + pick(List.of("", " CSV", " (FORMAT csv, HEADER)"));
    }
    if (dice < 82) {
      return write();
    }
    if (dice < 88) {
      return definition();
    }
    if (dice < 93) {
      return pick(SESSION);
    }
    if (dice < 97) {
      return pick(TRANSACTIONS);
    }
    return query()
        + pick(List.of(" ; ", ";", " ;; "))
        + pick(List.of(query(), write(), pick(SESSION)));
  }

  private String query() {
    return queries.query();
  }

  private String write() {
    String number = queries.expression(PostgresType.INT);
    String text = queries.expression(PostgresType.TEXT);
    String where = " WHERE " + queries.expression(PostgresType.BOOL);
    return switch (random.nextInt(8)) {
      case 0 -> "INSERT INTO sink (id, text) VALUES (" + number + ", " + text + ")";
      case 1 -> "INSERT INTO sink SELECT id, name FROM customer" + where + " RETURNING new.*";
      case 2 -> "UPDATE sink SET text = " + text + where + " RETURNING old.id";
      case 3 -> "DELETE FROM journal" + where;
      case 4 -> "WITH d AS (DELETE FROM sink" + where + " RETURNING id) SELECT count(*) FROM d";
      case 5 ->
          "MERGE INTO sink s USING customer c ON s.id = c.id WHEN MATCHED THEN UPDATE SET text = "
              + text
              + " WHEN NOT MATCHED THEN DO NOTHING";
      case 6 -> "INSERT INTO journal (line) VALUES (" + text + ") ON CONFLICT DO NOTHING";
      default ->
          pick(
              List.of(
                  "TRUNCATE journal",
                  "BEGIN ; LOCK TABLE sink IN SHARE MODE ; COMMIT",
                  "ANALYZE sink"));
    };
  }

  private String definition() {
    String name = "scratch.g" + random.nextInt(1_000_000_000);
    return switch (random.nextInt(7)) {
      case 0 -> "CREATE TABLE " + name + " (id int PRIMARY KEY, n numeric(9, 2) CHECK (n > 0))";
      case 1 ->
          "CREATE TABLE " + name + " AS SELECT " + queries.expression(PostgresType.INT) + " AS x";
      case 2 -> "DROP TABLE IF EXISTS " + name;
      case 3 -> "CREATE VIEW " + name + " AS SELECT id, name FROM customer";
      case 4 -> "CREATE SEQUENCE IF NOT EXISTS " + name;
      case 5 -> "COMMENT ON TABLE sink IS 'g'";
      default -> "ALTER TABLE sink ALTER COLUMN id SET DEFAULT " + random.nextInt(9);
    };
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
