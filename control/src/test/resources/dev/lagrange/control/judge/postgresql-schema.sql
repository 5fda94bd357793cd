-- What the judged statements work on. Run by the plain role that runs them, in one go.
DROP SCHEMA IF EXISTS shop CASCADE;
DROP SCHEMA IF EXISTS scratch CASCADE;
DROP SCHEMA IF EXISTS judge CASCADE;
CREATE SCHEMA judge;
-- What a statement could have left behind. A placeholder's setting is in no view, so it is named.
CREATE FUNCTION judge.state() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN (
  SELECT pg_catalog.concat_ws(' | ',
    (SELECT string_agg(name || '=' || setting, ', ' ORDER BY name) FROM pg_catalog.pg_settings
       WHERE source = 'session' AND name NOT LIKE 'transaction_%'),
    'app.who=' || nullif(current_setting('app.who', true), ''),
    (SELECT string_agg('cursor ' || name, ', ') FROM pg_catalog.pg_cursors),
    (SELECT string_agg('prepared ' || name, ', ') FROM pg_catalog.pg_prepared_statements),
    (SELECT string_agg('listens ' || c, ', ') FROM pg_catalog.pg_listening_channels() c),
    (SELECT nullif(count(*), 0) || ' temporary' FROM pg_catalog.pg_depend
       WHERE refclassid = 'pg_namespace'::regclass AND refobjid = (SELECT pg_my_temp_schema())),
    (SELECT string_agg('advisory lock ' || objid, ', ') FROM pg_catalog.pg_locks
       WHERE locktype = 'advisory' AND pid = pg_backend_pid()),
    current_user, session_user));
END $$;

CREATE SCHEMA shop;
CREATE SCHEMA scratch;
ALTER ROLE CURRENT_USER SET search_path = shop, public;
SET search_path = shop, public;

CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TYPE pair AS (a int, b text);
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE SEQUENCE ticket;

CREATE TABLE customer (
  id int PRIMARY KEY,
  name text NOT NULL,
  city text,
  balance numeric(10, 2) NOT NULL DEFAULT 0,
  born date,
  vip boolean NOT NULL DEFAULT false,
  feeling mood,
  tags text[] NOT NULL DEFAULT '{}',
  profile jsonb NOT NULL DEFAULT '{}'
);
INSERT INTO customer
  SELECT i, 'name ' || i, CASE i % 3 WHEN 0 THEN 'Turin' WHEN 1 THEN 'Berlin' END, i * 10.5,
         date '1980-01-01' + i * 100, i % 4 = 0, 'ok', ARRAY['t' || i, 'x'],
         jsonb_build_object('n', i, 'list', jsonb_build_array(1, i))
  FROM generate_series(1, 8) i;

CREATE TABLE purchase (
  id int PRIMARY KEY,
  customer_id int REFERENCES customer,
  amount numeric(10, 2),
  placed timestamptz NOT NULL DEFAULT '2026-01-01 00:00+00',
  note text
);
INSERT INTO purchase
  SELECT i, 1 + i % 8, i * 1.25, timestamptz '2026-01-01 00:00+00' + i * interval '1 hour', 'note ' || i
  FROM generate_series(1, 12) i;
CREATE INDEX ON purchase (customer_id);

CREATE TABLE measurement (at date, value int) PARTITION BY RANGE (at);
CREATE TABLE measurement_old PARTITION OF measurement FOR VALUES FROM (MINVALUE) TO ('2026-01-01');
CREATE TABLE measurement_new PARTITION OF measurement DEFAULT;
INSERT INTO measurement SELECT date '2025-12-28' + i, i FROM generate_series(1, 6) i;

CREATE UNLOGGED TABLE volatile_note (id int, text text);
CREATE TABLE document (id int PRIMARY KEY, body xml, content json);
INSERT INTO document VALUES (1, '<r><x a="1">one</x><x a="2">two</x></r>', '[{"k": 1}, {"k": 2}]');
CREATE MATERIALIZED VIEW city AS SELECT city, count(*) AS people FROM customer GROUP BY city;
CREATE VIEW purchaser AS SELECT c.id, c.name, p.amount FROM customer c JOIN purchase p ON p.customer_id = c.id;

-- names that are words of the language, and one that needs quotes
CREATE TABLE "select" ("from" int, "where" text, "for update" text);
INSERT INTO "select" VALUES (1, 'x', 'y');
CREATE TABLE "naïve tăble" ("Größe" int, "with ""quotes""" text);
INSERT INTO "naïve tăble" VALUES (1, 'q');

-- functions of users: honest, writing, and lying about it
CREATE TABLE journal (line text);
CREATE TABLE sink (id int, text text);
CREATE FUNCTION twice(i int) RETURNS int IMMUTABLE LANGUAGE sql RETURN i * 2;
CREATE FUNCTION people() RETURNS bigint STABLE LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM customer; END;
CREATE FUNCTION note_down(line text) RETURNS int VOLATILE LANGUAGE plpgsql AS
  $$ BEGIN INSERT INTO shop.journal VALUES (line); RETURN 1; END $$;
CREATE FUNCTION liar(i int) RETURNS int STABLE LANGUAGE plpgsql AS
  $$ BEGIN PERFORM nextval('shop.ticket'); RETURN i; END $$;
CREATE FUNCTION sly(i int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS
  $$ BEGIN PERFORM set_config('app.who', 'sly', false); RETURN i; END $$;
CREATE FUNCTION lies(i int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS
  $$ BEGIN PERFORM pg_advisory_lock(78); RETURN i; END $$;
CREATE FUNCTION keeps_lock() RETURNS boolean VOLATILE LANGUAGE sql AS 'SELECT pg_try_advisory_lock(77)';
CREATE FUNCTION touch(c customer) RETURNS int VOLATILE LANGUAGE plpgsql AS
  $$ BEGIN PERFORM nextval('shop.ticket'); RETURN c.id; END $$;
CREATE FUNCTION lower(c customer) RETURNS text VOLATILE LANGUAGE plpgsql AS
  $$ BEGIN PERFORM nextval('shop.ticket'); RETURN c.name; END $$;
CREATE FUNCTION jot(a int, b int) RETURNS boolean VOLATILE LANGUAGE plpgsql AS
  $$ BEGIN PERFORM nextval('shop.ticket'); RETURN a = b; END $$;
CREATE OPERATOR === (FUNCTION = jot, LEFTARG = int, RIGHTARG = int);
CREATE FUNCTION pair_of(i int) RETURNS pair VOLATILE LANGUAGE plpgsql AS
  $$ BEGIN PERFORM nextval('shop.ticket'); RETURN ROW(i, 'x'::text); END $$;
CREATE CAST (int AS pair) WITH FUNCTION pair_of(int);
CREATE PROCEDURE tidy() LANGUAGE sql AS $$ DELETE FROM shop.journal $$;
CREATE PROCEDURE settle() LANGUAGE plpgsql AS $$ BEGIN PERFORM set_config('app.who', 'settled', false); END $$;
CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int, INITCOND = '0');

-- what a table's name hides
CREATE VIEW numbered AS SELECT nextval('shop.ticket') AS n, id FROM customer;
CREATE VIEW nested_numbered AS SELECT * FROM numbered WHERE id < 3;
CREATE VIEW locked AS SELECT id FROM customer WHERE id < 3 FOR UPDATE;
CREATE TABLE guarded (id int, owner text);
INSERT INTO guarded VALUES (1, 'a'), (2, 'b');
CREATE FUNCTION may_see(id int) RETURNS boolean VOLATILE LANGUAGE plpgsql AS
  $$ BEGIN PERFORM nextval('shop.ticket'); RETURN true; END $$;
ALTER TABLE guarded ENABLE ROW LEVEL SECURITY;
ALTER TABLE guarded FORCE ROW LEVEL SECURITY;
CREATE POLICY seen ON guarded USING (may_see(id));
CREATE TABLE ruled (id int);
CREATE RULE instead AS ON INSERT TO ruled DO INSTEAD INSERT INTO journal VALUES ('ruled');
CREATE TABLE triggered (id int);
CREATE FUNCTION on_trigger() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN PERFORM set_config('app.who', 'triggered', false); RETURN new; END $$;
CREATE TRIGGER sets BEFORE INSERT ON triggered FOR EACH ROW EXECUTE FUNCTION on_trigger();
