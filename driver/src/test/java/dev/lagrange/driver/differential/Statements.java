package dev.lagrange.driver.differential;

import java.util.List;

/** The texts of scripts: those that read, write, fail, warn, and those in between. */
final class Statements {

  static final List<String> SCHEMA =
      List.of(
          "CREATE TABLE item (id serial PRIMARY KEY, name text, price numeric(10,2),"
              + " tags text[], made timestamptz, live boolean DEFAULT true, data bytea)",
          "CREATE TABLE audit (id bigint GENERATED ALWAYS AS IDENTITY, what text NOT NULL)",
          "CREATE VIEW cheap AS SELECT id, name FROM item WHERE price < 10",
          "CREATE SCHEMA other",
          "CREATE TABLE other.item (id int, name text)",
          "INSERT INTO other.item VALUES (1, 'elsewhere')",
          "CREATE FUNCTION twice(n int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT n * 2'",
          "CREATE FUNCTION note(t text) RETURNS int LANGUAGE sql AS"
              + " 'INSERT INTO audit (what) VALUES (t) RETURNING id::int'",
          "CREATE PROCEDURE restock(p int) LANGUAGE sql AS"
              + " 'UPDATE item SET price = price + 1 WHERE id = p'");

  static final List<String> QUERIES =
      List.of(
          "SELECT id, name, price, tags, live FROM item ORDER BY id",
          "SELECT count(*) FROM item",
          "select name from cheap order by id",
          "SELECT 1 AS one, NULL::text AS nothing, 'x'::char(3) AS padded, 1.5::float8 AS real",
          "/* a comment */ (SELECT max(id) FROM item)",
          "VALUES (1, 'a'), (2, 'b')",
          "TABLE other.item",
          "WITH c AS (SELECT id FROM item) SELECT count(*) FROM c",
          "SELECT generate_series(1, 7) AS n",
          "SELECT twice(21)",
          "SELECT note('from a query') > 0",
          "SELECT id FROM item ORDER BY id FOR UPDATE",
          "SELECT id FROM item WHERE id IN (SELECT id FROM item ORDER BY id LIMIT 1 FOR UPDATE)",
          "SELECT nextval('item_id_seq') > 0",
          "SELECT 'For Update', $$update item$$",
          "SELECT array[1,2,3], '{\"a\": 1}'::jsonb, interval '1 day', DATE '2026-01-31'",
          "SELECT '12:30'::time, '\\x0102'::bytea, 'a'::\"char\", 12::int2, 3::int8, true",
          "SELECT name, count(*) FROM item GROUP BY name ORDER BY name",
          "SHOW search_path",
          "SHOW transaction_isolation",
          "EXPLAIN (COSTS OFF) SELECT 1",
          "SELECT current_schema, current_user",
          "WITH gone AS (DELETE FROM item WHERE id < 0 RETURNING id) SELECT count(*) FROM gone");

  static final List<String> UPDATES =
      List.of(
          "INSERT INTO item (name, price) VALUES ('plain', 1.25)",
          "INSERT INTO item (name, price, tags) VALUES ('tagged', 20, '{a,b}') RETURNING id, name",
          "UPDATE item SET price = price + 1 WHERE id % 2 = 0",
          "DELETE FROM item WHERE id % 5 = 0",
          "INSERT INTO audit (what) SELECT name FROM item WHERE name IS NOT NULL",
          "MERGE INTO item USING (VALUES (1)) v(n) ON item.id = v.n WHEN MATCHED THEN"
              + " UPDATE SET live = NOT live WHEN NOT MATCHED THEN INSERT (id, name) VALUES (v.n, 'merged')",
          "CALL restock(2)",
          "SET search_path = public",
          "SET LOCAL statement_timeout = '1min'",
          "CREATE TABLE IF NOT EXISTS late (n int)",
          "DROP TABLE IF EXISTS late",
          "CREATE TEMP TABLE IF NOT EXISTS passing (n int)",
          "DO $$ BEGIN RAISE NOTICE 'a notice'; RAISE WARNING 'a warning'; END $$",
          "TRUNCATE audit",
          "LOCK TABLE item IN SHARE MODE",
          "COMMENT ON TABLE item IS 'things'");

  static final List<String> FAILURES =
      List.of(
          "SELECT 1 / 0",
          "SELEC 1",
          "SELECT * FROM nowhere",
          "SELECT missing FROM item",
          "INSERT INTO item (id, name) SELECT min(id), 'again' FROM item HAVING count(*) > 0",
          "INSERT INTO audit (what) VALUES (NULL)",
          "SELECT 'a'::int",
          "UPDATE item SET price = 1e20",
          "SET nothing.at all = 1",
          "SELECT twice('x', 'y')",
          "RELEASE SAVEPOINT nowhere",
          "");

  static final List<String> SEVERAL =
      List.of(
          "SELECT 1; SELECT 2, 3",
          "INSERT INTO item (name) VALUES ('one of two'); SELECT count(*) FROM item",
          "UPDATE item SET live = true; DELETE FROM audit; SELECT 1",
          "SELECT 1; SELECT 1 / 0; SELECT 2",
          "BEGIN; INSERT INTO audit (what) VALUES ('begun'); COMMIT",
          "BEGIN; SELECT 1; ROLLBACK");

  static final List<String> CONTROL =
      List.of(
          "BEGIN",
          "START TRANSACTION READ ONLY",
          "COMMIT",
          "ROLLBACK",
          "SAVEPOINT s",
          "ROLLBACK TO s",
          "SET TRANSACTION READ ONLY",
          "-- nothing\nCOMMIT AND CHAIN");

  static final List<String> PREPARED =
      List.of(
          "SELECT id, name FROM item WHERE id = ? ORDER BY id",
          "SELECT ?::int + 1 AS sum",
          "INSERT INTO item (id, name) VALUES (DEFAULT, 'n' || ?)",
          "UPDATE item SET name = name || '.' WHERE id = ?",
          "SELECT count(*) FROM item WHERE id > ?",
          "SELECT note('prepared') + ?",
          "SELECT 1 / ?");

  private Statements() {}
}
