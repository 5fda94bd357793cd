Statements of PostgreSQL for the judge, over postgresql-schema.sql. A line that starts with "=====" ends a statement
and starts the next; what follows on that line is a remark. "===== unseen" marks a statement that is no read though its
text does not show why: a view, an operator, a policy, a cast or a trigger calls what its author wrote.
===== plain reads
SELECT 1
=====
select * from customer where id = 3
=====
SELECT 1;
=====
(SELECT 1) UNION ALL (SELECT 2) ORDER BY 1
=====
((((SELECT 1))))
=====
VALUES (1, 'one'), (2, 'two')
=====
VALUES (1, 2) ORDER BY 1 LIMIT 1 OFFSET 0
=====
TABLE customer
=====
TABLE customer ORDER BY id LIMIT 3
=====
SELECT
=====
SELECT FROM customer
=====
SELECT ALL id FROM customer
=====
SELECT DISTINCT ON (city) city, name FROM customer ORDER BY city, id
=====
SELECT * FROM ONLY measurement
=====
SELECT * FROM measurement *
=====
SELECT count(*) FROM customer c NATURAL JOIN (SELECT 1 AS id) j
=====
SELECT * FROM customer FETCH FIRST 2 ROWS ONLY
=====
SELECT * FROM customer ORDER BY vip FETCH FIRST (1 + 1) ROWS WITH TIES
=====
SELECT * FROM purchaser WHERE amount > 5
=====
SELECT * FROM city
=====
SELECT relname FROM pg_class WHERE relkind = 'r' ORDER BY 1 LIMIT 3
=====
SELECT table_name FROM information_schema.tables WHERE table_schema = 'shop'
=====
SELECT "from", "where", "for update" FROM "select"
=====
SELECT "Größe", "with ""quotes""" FROM "naïve tăble"
=====
SELECT U&"Gr\00F6\00DFe" FROM U&"na\00EFve t\0103ble"
=====
SELECT U&"Gr!00F6!00DFe" UESCAPE '!' FROM "naïve tăble"
===== quoting
SELECT 'it''s', '', '''', 'a''''b'
=====
SELECT 'DELETE FROM customer; FOR UPDATE', "update" FROM (SELECT 1 AS "update") "delete"
=====
SELECT $$ delete from customer; $$
=====
SELECT $outer$ $$ inner $inner$ x $inner$ $$ for update $outer$
=====
SELECT $a$ $A$ $b$ $a$
=====
SELECT $é$ text $é$, $_1$ text $_1$
=====
SELECT $$'$$, '$$', $$"$$, '"'
=====
SELECT '/*', '*/', '--', $$/*$$
=====
SELECT E'it\'s; DELETE FROM customer; --' AS text
=====
SELECT E'\\', e'\\\'', E'\x41\u0041\101'
=====
SELECT 'C:\folder', 'a\\b'
=====
SELECT 'ends with \' AS text, '; DELETE FROM customer; --' AS other
=====
SELECT U&'d\0061t\+000061', U&'d!0061' UESCAPE '!'
=====
SELECT B'0101', b'1', X'1FF', x'ff', N'national', n'x'
=====
SELECT 'first'
  'second'
   -- a remark between the parts
  'third'
=====
SELECT E'first'
  'second \'; DELETE FROM customer; --'
=====
SELECT 'tab	and
newline; DELETE FROM customer'
=====
SELECT 1 AS "a""b", 2 AS "--", 3 AS "/*", 4 AS "$$"
=====
SELECT "customer"."id", "shop"."customer"."name" FROM "shop"."customer"
=====
SELECT 5$$x$$
=====
SELECT x$$y FROM (SELECT 1 AS x$$y) t$1
=====
SELECT 1.5e10, .5, 5., 1e-3, 0x1F, 0o17, 0b101, 1_000, 1_0.0_1
=====
SELECT 1.e FROM (SELECT 1) x
=====
SELECT 5-/* a */-3, - -1, 1 - - 1
=====
SELECT 5--3
=====
SELECT @-5, |/ 25, !!'a'::tsquery, ~1
=====
SELECT '{"a": 1}'::jsonb ? 'a', '{"a": 1}'::jsonb ?| array['a'], '{"a": 1}'::jsonb @? '$.a'
===== comments
-- only a remark
=====
/* only */ /* remarks */
=====
/* one /* within /* another */ */ ; DELETE FROM customer */ SELECT 1
=====
SELECT /* * / */ 1 /**/ + /***/ 2 /*/ x */
=====
/**/SELECT/**/id/**/FROM/**/customer/**/WHERE/**/id/**/=/**/1/**/
=====
SELECT--remark
1--remark
+--remark
2
=====
SELECT 1 -- FOR UPDATE
=====
SELECT 1 /* FOR UPDATE */ FROM customer
=====
--
--
SELECT 1
=====
SELECT/* ' */1/* " */+/* $$ */2
=====
SELECT id FROM customer -- '
FOR UPDATE -- '
=====
SELECT id FROM customer /* ' */ FOR /* x */ UPDATE /* ' */
=====
/*+ consistency(weak) */ SELECT 1
=====
/*+ consistency(weak) */ SELECT nextval('ticket')
=====
SELECT id FROM customer /* /* */ FOR UPDATE */
=====
SELECT id FROM customer /* /* */ */ FOR UPDATE
===== queries of all shapes
WITH a AS MATERIALIZED (SELECT 1 AS i), b (x) AS NOT MATERIALIZED (SELECT 2) SELECT * FROM a, b
=====
WITH RECURSIVE t(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT sum(n) FROM t
=====
WITH RECURSIVE t(id, up) AS (
  SELECT id, id - 1 FROM customer UNION ALL SELECT t.id, t.up - 1 FROM t WHERE t.up > 15
) SEARCH DEPTH FIRST BY id SET place CYCLE id, up SET looped USING path SELECT count(*) FROM t
=====
WITH a AS (WITH b AS (SELECT 1 AS x) SELECT * FROM b) SELECT * FROM a
=====
SELECT * FROM (WITH a AS (TABLE customer) SELECT id FROM a) t, LATERAL (SELECT t.id + 1 AS next) l
=====
SELECT city, vip, sum(balance) FROM customer GROUP BY GROUPING SETS (ROLLUP (city, vip), CUBE (city), ())
=====
SELECT city, GROUPING(city), count(*) FROM customer GROUP BY DISTINCT ROLLUP (city), ALL
=====
SELECT city, count(*) FILTER (WHERE vip) FROM customer GROUP BY ALL
=====
SELECT city, GROUPING(city), count(*) FROM customer GROUP BY ROLLUP (city), CUBE (city, vip)
=====
SELECT id, rank() OVER w, sum(balance) OVER (w ROWS BETWEEN 1 PRECEDING AND CURRENT ROW EXCLUDE TIES) FROM customer WINDOW w AS (PARTITION BY city ORDER BY id)
=====
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY balance), mode() WITHIN GROUP (ORDER BY city) FROM customer
=====
SELECT string_agg(DISTINCT name, ',' ORDER BY name) FILTER (WHERE vip) FROM customer
=====
SELECT * FROM customer TABLESAMPLE SYSTEM (50) REPEATABLE (7)
=====
SELECT * FROM customer c TABLESAMPLE bernoulli (50)
=====
SELECT id IS DISTINCT FROM 1, city IS NOT DISTINCT FROM NULL FROM customer
=====
SELECT * FROM ROWS FROM (generate_series(1, 2), unnest(ARRAY[1, 2, 3])) WITH ORDINALITY AS r(a, b, n)
=====
SELECT * FROM customer c LEFT JOIN LATERAL (SELECT amount FROM purchase p WHERE p.customer_id = c.id LIMIT 1) l ON true
=====
SELECT * FROM customer c JOIN purchase p USING (id) AS joined
=====
SELECT * FROM (customer c CROSS JOIN purchase p) JOIN document d ON d.id = c.id
=====
SELECT CASE WHEN id > 3 THEN 'a' ELSE 'b' END, (id, name), ROW(1, 2), ARRAY[1, 2], ARRAY(SELECT 1) FROM customer
=====
SELECT id FROM customer WHERE (id, name) IN (SELECT id, name FROM customer) AND id = ANY (ARRAY[1, 2]) AND id < ALL (SELECT 30)
=====
SELECT x::numeric(10, 2), y::character varying(20), CAST('1' AS bit varying(3)), z::timestamp(3) with time zone FROM (SELECT 1, 'y', now()) t(x, y, z)
=====
SELECT interval '1' day, interval '1 2' day to second(3), interval(2) '3 s', time(2) with time zone '10:00+00'
=====
SELECT extract(epoch FROM placed), placed AT TIME ZONE 'UTC', placed AT LOCAL FROM purchase
=====
SELECT substring('abc' FROM 2 FOR 1), substring('abc' SIMILAR 'a#"b#"c' ESCAPE '#'), trim(both 'x' FROM 'xax'), overlay('abc' PLACING 'x' FROM 2), position('b' IN 'abc')
=====
SELECT normalize('a', NFC), 'a' IS NFC NORMALIZED, collation for ('a' COLLATE "C"), name COLLATE "C" FROM customer
=====
SELECT coalesce(NULL, 1), nullif(1, 2), greatest(1, 2), least(1, 2), current_user, session_user, current_date, localtimestamp(0)
=====
SELECT (date '2026-01-01', date '2026-02-01') OVERLAPS (date '2026-01-15', interval '1 day')
=====
SELECT name LIKE 'a\_%' ESCAPE '\', name ILIKE ANY (ARRAY['n%', 'm%']), name SIMILAR TO 'n%', name !~* 'x', name BETWEEN SYMMETRIC 'z' AND 'a' FROM customer
=====
SELECT tags[1], tags[1:2], tags[:1], (profile -> 'list')[0], profile['n'] FROM customer
=====
SELECT (pair).a, ((pair).b), (ROW(1, 'x')::pair).b FROM (SELECT ROW(1, 'y')::pair AS pair) t
=====
SELECT 1 OPERATOR(pg_catalog.+) 2, 3 OPERATOR ( pg_catalog . * ) 4
=====
SELECT 'a' 'b' FROM customer
=====
SELECT id, name FROM customer WHERE id IN (1, 2) UNION SELECT 1, 'x' EXCEPT ALL SELECT 2, 'y' INTERSECT SELECT 1, 'x'
=====
SELECT int4 '1', date '2026-01-01', int4range(1, 3), numrange '[1,2)', point '(1,2)', uuid '00000000-0000-0000-0000-000000000000'
=====
SELECT 'happy'::mood > 'sad', 3::positive, enum_range(NULL::mood)
=====
SELECT regclass('customer'), regtype('int4'), regproc('now'), regnamespace('shop'), regrole('app')
=====
SELECT jsonb('{}'), tsvector('a b'), tsquery('a'), inet('::1'), xid8('1')
=====
SELECT pg_typeof(1), version(), current_setting('search_path'), pg_table_size('customer'), to_regclass('nowhere')
=====
SELECT count(*) FROM generate_series(1, 100) AS g(i) WHERE i % 2 = 0
=====
SELECT random(), clock_timestamp(), gen_random_uuid(), uuidv7(), pg_sleep(0)
=====
SELECT array_agg(i ORDER BY i DESC) FROM unnest(ARRAY[3, 1, 2]) i
=====
SELECT to_tsvector('english', 'the fat cats') @@ to_tsquery('cat & fat'), ts_rank(to_tsvector('a'), 'a'::tsquery)
=====
SELECT format('%I %L', 'a b', 'c''d'), quote_ident('x y'), convert_from('\x41'::bytea, 'UTF8'), encode('a', 'base64')
=====
SELECT has_table_privilege('customer', 'SELECT'), pg_get_viewdef('purchaser'::regclass), obj_description('customer'::regclass)
===== SQL/JSON and XML
SELECT * FROM json_table('[{"k": 1}]', '$[*]' COLUMNS (n FOR ORDINALITY, k int PATH '$.k', NESTED PATH '$.l[*]' COLUMNS (l varchar(3) PATH '$'))) AS t
=====
SELECT json_value('{"a": 1}', '$.a' RETURNING int DEFAULT 0 ON ERROR), json_query('{"a": [1]}', '$.a' WITH WRAPPER), json_exists('{"a": 1}', '$.a')
=====
SELECT json_object('a': 1, 'b' VALUE 2 ABSENT ON NULL), json_array(1, 2 NULL ON NULL), json_scalar(1), json('{}'), json_serialize('{}' RETURNING text)
=====
SELECT json_objectagg(id: name), json_arrayagg(id ORDER BY id) FROM customer
=====
SELECT '{}' IS JSON OBJECT WITH UNIQUE KEYS, '[]' IS NOT JSON SCALAR
=====
SELECT jsonb_path_query(profile, '$.list[*] ? (@ > $min)', '{"min": 2}') FROM customer
=====
SELECT xmlelement(name foo, xmlattributes(1 AS a), 'x'), xmlforest(1 AS a, 2 AS b), xmlconcat('<a/>', '<b/>'), xmlpi(name php)
=====
SELECT xmlserialize(CONTENT body AS text), xmlparse(DOCUMENT '<a/>'), xmlexists('//x' PASSING BY REF body), xmlroot(body, VERSION '1.0') FROM document
=====
SELECT x.* FROM document, xmltable('/r/x' PASSING body COLUMNS i FOR ORDINALITY, a int PATH '@a', v text PATH '.' DEFAULT 'none' NOT NULL) x
=====
SELECT * FROM xmltable(XMLNAMESPACES ('urn:x' AS x), '/x:a' PASSING '<a xmlns="urn:x"/>' COLUMNS v text PATH '.')
=====
SELECT merge_action() FROM customer
=====
SELECT query_to_xml('SELECT nextval(''shop.ticket'')', true, false, '')
=====
SELECT table_to_xml('customer', true, false, '')
===== keywords as names
SELECT c.update, c.delete FROM (SELECT 1 AS "update", 2 AS delete) c
=====
SELECT insert, update, delete, share, lock, key FROM (VALUES (1, 2, 3, 4, 5, 6)) v(insert, update, delete, share, lock, key)
=====
WITH update AS (SELECT 1 AS set), delete AS (SELECT 2) SELECT * FROM update, delete
=====
WITH insert (x) AS (SELECT 1) SELECT insert.x FROM insert
=====
SELECT 1 AS into
=====
SELECT 1 AS "into", 2 AS "for", 3 nextval
=====
SELECT current, temporary, sequence, value FROM (SELECT 1 AS current, 2 AS temporary, 3 AS sequence, 4 AS value) t
=====
SELECT for.update FROM (SELECT 1 AS update) AS "for"
=====
SELECT x.share FROM (SELECT 1 AS share) x ORDER BY share
=====
SELECT set_config FROM (SELECT 1 AS set_config) nextval
=====
SELECT nextval FROM (VALUES (1)) AS nextval(nextval)
===== locking clauses
SELECT * FROM customer FOR UPDATE
=====
SELECT * FROM customer FOR NO KEY UPDATE
=====
SELECT * FROM customer FOR SHARE NOWAIT
=====
SELECT * FROM customer c FOR KEY SHARE OF c SKIP LOCKED
=====
SELECT * FROM customer c, purchase p WHERE c.id = p.customer_id FOR UPDATE OF c FOR SHARE OF p
=====
SELECT * FROM customer FOR UPDATE LIMIT 1
=====
SELECT * FROM customer LIMIT 1 FOR UPDATE
=====
SELECT * FROM customer for/**/update
=====
SELECT * FROM customer FOR
UPDATE
=====
SELECT * FROM customer FOR READ ONLY
=====
(SELECT * FROM customer FOR UPDATE)
=====
SELECT * FROM (SELECT * FROM customer FOR UPDATE) t
=====
SELECT * FROM (SELECT * FROM (SELECT id FROM customer FOR KEY SHARE) a) b
=====
WITH t AS (SELECT * FROM customer FOR SHARE) SELECT * FROM t
=====
WITH t AS (SELECT * FROM customer FOR SHARE) SELECT 1
=====
SELECT * FROM purchase p, LATERAL (SELECT id FROM customer c WHERE c.id = p.customer_id FOR SHARE) l
=====
(SELECT id FROM customer LIMIT 1 FOR UPDATE) UNION ALL SELECT 1
=====
SELECT 1 UNION ALL (SELECT id FROM customer FOR KEY SHARE)
=====
SELECT EXISTS (SELECT 1 FROM customer WHERE id = 1 FOR UPDATE)
=====
SELECT (SELECT name FROM customer WHERE id = 1 FOR UPDATE)
=====
SELECT * FROM customer WHERE id IN (SELECT customer_id FROM purchase FOR SHARE)
=====
SELECT ARRAY(SELECT id FROM customer FOR UPDATE)
=====
SELECT * FROM customer ORDER BY (SELECT max(id) FROM (SELECT id FROM purchase FOR SHARE) x)
=====
VALUES ((SELECT id FROM customer WHERE id = 1 FOR UPDATE))
=====
SELECT id FROM purchaser FOR UPDATE
=====
SELECT count(*) FROM customer FOR UPDATE
=====
SELECT * FROM customer WHERE false FOR UPDATE
=====
SELECT 1 FOR UPDATE
=====
SELECT * FROM generate_series(1, 2) FOR UPDATE
=====
SELECT id AS for, name AS share FROM customer
=====
SELECT "for" update FROM (SELECT 1 AS "for") t
=====
COPY (SELECT id FROM customer FOR UPDATE) TO STDOUT
=====
EXPLAIN SELECT * FROM customer FOR UPDATE
=====
SELECT * FROM pg_class WHERE relname = 'customer' FOR UPDATE
=====
TABLE customer FOR UPDATE
=====
WITH t AS (TABLE customer FOR KEY SHARE) TABLE t
=====
SELECT * FROM (TABLE customer FOR SHARE) t
=====
SELECT * FROM ((customer c JOIN purchase p ON p.customer_id = c.id)) FOR UPDATE OF c SKIP LOCKED
===== data-modifying WITH, and SELECT INTO
WITH d AS (DELETE FROM journal RETURNING *) SELECT * FROM d
=====
WITH i AS (INSERT INTO journal VALUES ('x')) SELECT 1
=====
WITH u AS (UPDATE sink SET text = 'x' RETURNING id) SELECT count(*) FROM u
=====
WITH a AS (SELECT 1), m AS (MERGE INTO sink USING (VALUES (1)) v(i) ON id = i WHEN NOT MATCHED THEN INSERT VALUES (i)) TABLE a
=====
WITH a AS MATERIALIZED (INSERT INTO journal VALUES ('y') RETURNING line) SELECT * FROM a
=====
WITH a AS (WITH b AS (SELECT 1) SELECT * FROM b) INSERT INTO sink SELECT * FROM a
=====
WITH a AS (SELECT 1) DELETE FROM journal
=====
WITH a AS (SELECT 1 AS x) (SELECT * FROM a)
=====
WITH RECURSIVE a AS (SELECT 1 AS x), b AS (/* c */DELETE FROM/**/journal) SELECT 1
=====
SELECT * INTO scratch.made FROM customer
=====
SELECT id INTO TABLE scratch.made2 FROM customer
=====
SELECT id INTO UNLOGGED scratch.made3 FROM customer
=====
SELECT id INTO TEMP made4 FROM customer
=====
SELECT id INTO TEMPORARY TABLE made5 FROM customer
=====
SELECT id INTO pg_temp.made6 FROM customer
=====
SELECT id INTO "pg_temp".made7 FROM customer
=====
SELECT id INTO U&"pg\005ftemp".made8 FROM customer
=====
(SELECT 1 AS x INTO scratch.made9)
=====
SELECT 1 AS x INTO scratch.made10 UNION SELECT 2
=====
WITH t AS (SELECT 1 AS x) SELECT x INTO scratch.made11 FROM t
=====
(WITH d AS (DELETE FROM journal RETURNING *) SELECT * FROM d)
=====
WITH d AS (DELETE FROM journal RETURNING *) (SELECT * FROM d)
=====
WITH a AS (SELECT 1 AS x) (SELECT nextval('ticket') FROM a)
=====
WITH a AS (SELECT 1 AS x) (SELECT x FROM a) UNION (SELECT 2)
=====
SELECT id INTO TABLE pg_temp.made12 FROM customer
=====
SELECT id INTO UNLOGGED TABLE scratch.made13 FROM customer
===== EXPLAIN
EXPLAIN SELECT * FROM customer
=====
EXPLAIN VERBOSE SELECT * FROM customer
=====
EXPLAIN ANALYZE SELECT * FROM customer
=====
EXPLAIN ANALYSE VERBOSE SELECT 1
=====
EXPLAIN (ANALYZE, BUFFERS, FORMAT json) SELECT * FROM customer
=====
EXPLAIN (ANALYZE false, COSTS off) TABLE customer
=====
EXPLAIN (GENERIC_PLAN) SELECT * FROM customer WHERE id = $1
=====
EXPLAIN (SUMMARY, SETTINGS, WAL off, MEMORY, SERIALIZE none) (SELECT 1)
=====
EXPLAIN ((SELECT 1))
=====
EXPLAIN (SELECT id FROM customer) UNION SELECT 1
=====
EXPLAIN VALUES (1)
=====
EXPLAIN WITH t AS (SELECT 1) SELECT * FROM t
=====
EXPLAIN INSERT INTO journal VALUES ('x')
=====
EXPLAIN (COSTS OFF) UPDATE sink SET text = 'y'
=====
EXPLAIN DELETE FROM journal
=====
EXPLAIN MERGE INTO sink USING customer c ON sink.id = c.id WHEN MATCHED THEN DELETE
=====
EXPLAIN ANALYZE INSERT INTO journal VALUES ('x')
=====
EXPLAIN (ANALYZE) WITH d AS (DELETE FROM journal RETURNING 1) SELECT * FROM d
=====
EXPLAIN CREATE TABLE scratch.planned AS SELECT 1 AS x
=====
EXPLAIN (ANALYZE) CREATE TABLE scratch.planned AS SELECT 1 AS x
=====
EXPLAIN ANALYZE SELECT nextval('ticket')
=====
EXPLAIN SELECT nextval('ticket')
=====
EXPLAIN SELECT sly(1)
=====
EXPLAIN DECLARE c CURSOR FOR SELECT 1
=====
EXPLAIN ANALYZE EXECUTE nothing
=====
EXPLAIN REFRESH MATERIALIZED VIEW city
===== COPY
COPY customer TO STDOUT
=====
COPY customer (id, name) TO STDOUT WITH (FORMAT csv, HEADER)
=====
COPY (SELECT * FROM customer WHERE id < 3) TO STDOUT CSV
=====
COPY (VALUES (1), (2)) TO STDOUT
=====
COPY (TABLE customer) TO STDOUT
=====
COPY (WITH t AS (SELECT 1 AS x) SELECT * FROM t) TO STDOUT (FORMAT binary)
=====
COPY BINARY customer TO STDOUT
=====
COPY shop.customer TO STDOUT WITH DELIMITER '|' NULL ''
=====
COPY (DELETE FROM journal RETURNING *) TO STDOUT
=====
COPY (INSERT INTO journal VALUES ('copied') RETURNING line) TO STDOUT
=====
COPY (WITH d AS (DELETE FROM journal RETURNING *) SELECT * FROM d) TO STDOUT
=====
COPY (SELECT nextval('ticket')) TO STDOUT
=====
COPY (SELECT set_config('app.who', 'copy', false)) TO STDOUT
=====
COPY journal FROM STDIN
=====
COPY journal (line) FROM STDIN WITH (FORMAT csv) WHERE line <> ''
=====
COPY customer TO '/tmp/never'
=====
COPY customer FROM '/tmp/never'
=====
COPY customer TO PROGRAM 'true'
=====
COPY (SELECT 1) TO STDIN
=====
COPY customer TO STDOUT (FORMAT 'csv', FORCE_QUOTE (name, city))
=====
COPY (SELECT ')' AS x) TO STDOUT
=====
COPY (SELECT 1) TO STDOUT; DELETE FROM journal
===== cursors
DECLARE c CURSOR FOR SELECT 1
=====
DECLARE c CURSOR WITH HOLD FOR SELECT * FROM customer
=====
BEGIN; DECLARE c CURSOR WITH HOLD FOR SELECT 1; COMMIT
=====
DECLARE c BINARY INSENSITIVE NO SCROLL CURSOR FOR SELECT * FROM customer FOR UPDATE
=====
BEGIN; DECLARE c CURSOR FOR SELECT 1; FETCH ALL FROM c; MOVE BACKWARD 1 IN c; CLOSE c; COMMIT
=====
FETCH NEXT FROM c
=====
CLOSE ALL
=====
UPDATE sink SET text = 'x' WHERE CURRENT OF c
===== temporary objects
CREATE TEMP TABLE own (x int)
=====
CREATE TEMPORARY TABLE IF NOT EXISTS own2 AS SELECT 1 AS x
=====
CREATE LOCAL TEMPORARY TABLE own3 (x int) ON COMMIT DELETE ROWS
=====
CREATE GLOBAL TEMP TABLE own4 (x int)
=====
CREATE TABLE pg_temp.own5 (x int)
=====
CREATE TABLE "pg_temp".own6 (x int)
=====
CREATE TABLE U&"pg\005ftemp".own7 (x int)
=====
CREATE TABLE U&"pg!005ftemp" UESCAPE '!' . own8 (x int)
=====
CREATE TEMP VIEW own9 AS SELECT 1
=====
CREATE OR REPLACE TEMP VIEW own10 AS SELECT 1
=====
CREATE TEMP SEQUENCE own11
=====
CREATE FUNCTION pg_temp.own12() RETURNS int LANGUAGE sql RETURN 1
=====
CREATE FUNCTION "pg_temp".own13() RETURNS int LANGUAGE sql RETURN 1
=====
CREATE DOMAIN "pg_temp".own14 AS int
=====
CREATE TYPE pg_temp.own15 AS (a int)
=====
CREATE TABLE pg_temp.own16 AS SELECT 1 AS x
=====
CREATE TABLE /* TEMP */ scratch.kept (x int)
=====
CREATE AGGREGATE "pg_temp".own17(int) (SFUNC = int4pl, STYPE = int)
=====
CREATE TABLE scratch."temporary" (temp int)
===== prepared statements, DO, CALL
PREPARE p AS SELECT 1
=====
PREPARE p (int) AS SELECT $1
=====
PREPARE p AS DELETE FROM journal; DEALLOCATE p
=====
PREPARE p AS SELECT nextval('ticket'); EXECUTE p; DEALLOCATE ALL
=====
EXECUTE nothing
=====
EXECUTE nothing (1, 'x')
=====
DEALLOCATE ALL
=====
DEALLOCATE PREPARE ALL
=====
CREATE TABLE scratch.executed AS EXECUTE nothing
=====
DO $$ BEGIN PERFORM 1; END $$
=====
DO LANGUAGE plpgsql $x$ BEGIN DELETE FROM shop.journal; END $x$
=====
DO $$ BEGIN SET app.who = 'do'; END $$
=====
CALL tidy()
=====
CALL settle()
=====
CALL shop . settle ( )
===== notifications
LISTEN news
=====
LISTEN "some channel"
=====
LISTEN a; UNLISTEN a
=====
UNLISTEN *
=====
NOTIFY news
=====
NOTIFY news, 'payload'
=====
SELECT pg_notify('news', 'payload')
=====
SELECT pg_catalog.pg_notify('news', '')
=====
SELECT pg_listening_channels()
===== sequences
SELECT nextval('ticket')
=====
SELECT nextval('ticket'::regclass)
=====
SELECT pg_catalog.nextval('ticket')
=====
SELECT "nextval"('ticket')
=====
SELECT pg_catalog . /* x */ "nextval" /* y */ ('ticket')
=====
SELECT U&"nextval"('ticket')
=====
SELECT U&"\006eextval"('ticket')
=====
SELECT U&"!006eextval" UESCAPE '!' ('ticket')
=====
SELECT NEXTVAL ('ticket')
=====
SELECT * FROM nextval('ticket')
=====
SELECT * FROM nextval('ticket') AS n, customer
=====
SELECT id FROM customer WHERE nextval('ticket') > 0
=====
SELECT id FROM customer LIMIT nextval('ticket')
=====
SELECT id FROM customer ORDER BY nextval('ticket')
=====
SELECT count(*) FROM customer GROUP BY nextval('ticket')
=====
SELECT sum(id) OVER (ORDER BY nextval('ticket')) FROM customer
=====
SELECT count(*) FILTER (WHERE nextval('ticket') > 0) FROM customer
=====
VALUES (nextval('ticket'))
=====
SELECT CASE WHEN false THEN nextval('ticket') END
=====
SELECT (nextval)('ticket')
=====
SELECT ('ticket'::regclass).nextval
=====
SELECT ('ticket'::regclass) . "nextval"
=====
SELECT r.nextval FROM (SELECT 'ticket'::regclass) r
=====
SELECT r.nextval FROM CAST('ticket' AS regclass) r
=====
SELECT (s.r).nextval FROM (SELECT 'ticket'::regclass AS r) s
=====
SELECT (s.r).U&"nextval" FROM (SELECT 'ticket'::regclass AS r) s
=====
SELECT (s.r).U&"\006eextval" FROM (SELECT 'ticket'::regclass AS r) s
=====
SELECT (s.k).pg_advisory_lock FROM (SELECT 4::bigint AS k) s
=====
SELECT (s.k).pg_try_advisory_lock FROM (SELECT 4::bigint AS k) s
=====
SELECT (4::bigint).pg_try_advisory_xact_lock
=====
SELECT ('x'::text).pg_notify
=====
SELECT (0.5::float8).setseed
=====
SELECT (1::int).lo_creat
=====
SELECT currval('ticket')
=====
SELECT lastval()
=====
SELECT setval('ticket', 5)
=====
SELECT setval('ticket', 5, false)
=====
SELECT last_value, is_called FROM ticket
=====
SELECT last_value FROM pg_sequences WHERE sequencename = 'ticket'
=====
SELECT pg_sequence_last_value('ticket'::regclass)
=====
SELECT * FROM pg_sequence_parameters('ticket'::regclass)
=====
SELECT x.a FROM (SELECT 1 AS nextval, 2 AS a) x
=====
SELECT next value for ticket
===== locks by function
SELECT pg_advisory_lock(1)
=====
SELECT pg_advisory_lock(1, 2)
=====
SELECT pg_advisory_lock_shared(1)
=====
SELECT pg_try_advisory_lock(1)
=====
SELECT pg_advisory_unlock_all()
=====
SELECT pg_advisory_unlock(9)
=====
SELECT pg_advisory_xact_lock(1)
=====
SELECT pg_try_advisory_xact_lock_shared(1, 2)
=====
SELECT U&"pg_advisory_lock"(3)
=====
SELECT U&"pg!005fadvisory!005flock" UESCAPE '!' (3)
=====
SELECT U&"pg+005fadvisory_lock" UESCAPE/* x */'+'(3)
=====
SELECT pg_catalog.U&"pg\005fadvisory_lock"(3)
=====
SELECT "pg_advisory_lock"(3)
=====
SELECT pg_advisory_lock/* a */-- b
 (3)
=====
SELECT pg_advisory_lock(id) FROM customer WHERE id = 2
=====
SELECT id FROM customer WHERE pg_try_advisory_lock(id) LIMIT 1
=====
SELECT * FROM pg_advisory_lock(3) AS l
=====
SELECT * FROM customer, pg_try_advisory_lock(3)
=====
SELECT * FROM ROWS FROM (pg_try_advisory_lock(3), generate_series(1, 2)) r
=====
SELECT * FROM LATERAL pg_try_advisory_lock(3) l
=====
SELECT * FROM customer JOIN pg_try_advisory_lock(3) ok ON ok
=====
SELECT * FROM customer JOIN purchase ON pg_try_advisory_lock(3)
=====
SELECT array_agg(pg_try_advisory_lock(3)) FROM customer
=====
SELECT (SELECT pg_try_advisory_lock(3))
=====
SELECT DISTINCT ON (pg_try_advisory_lock(3)) id FROM customer
=====
SELECT id FROM customer GROUP BY id HAVING pg_try_advisory_lock(3)
=====
SELECT id FROM customer GROUP BY ROLLUP (id, pg_try_advisory_lock(3))
=====
SELECT * FROM (VALUES (pg_try_advisory_lock(3))) v
=====
SELECT 1 WHERE NOT pg_try_advisory_lock(3)
=====
SELECT 1 LIMIT (SELECT pg_try_advisory_lock(3)::int)
=====
SELECT count(*) OVER (PARTITION BY pg_try_advisory_lock(3)) FROM customer
=====
SELECT 1 FROM customer WINDOW w AS (ORDER BY pg_try_advisory_lock(3))
=====
WITH t AS (SELECT pg_try_advisory_lock(3)) SELECT * FROM t
=====
SELECT json_value(pg_try_advisory_lock(3)::text::jsonb, '$')
=====
SELECT * FROM json_table('[1]', '$[*]' PASSING pg_try_advisory_lock(3) AS x COLUMNS (a int PATH '$'))
=====
SELECT * FROM json_table('[1]', '$[*]' COLUMNS (a int PATH '$.nothing' DEFAULT pg_try_advisory_lock(3)::int ON EMPTY))
=====
SELECT xmlelement(name x, pg_try_advisory_lock(3))
=====
SELECT * FROM customer TABLESAMPLE bernoulli (pg_try_advisory_lock(3)::int)
=====
SELECT EXTRACT(day FROM now() + pg_try_advisory_lock(3)::int * interval '1 day')
=====
SELECT substring('abc' FROM pg_try_advisory_lock(3)::int)
=====
SELECT ARRAY[pg_try_advisory_lock(3)], (ARRAY[1, 2])[pg_try_advisory_lock(3)::int]
=====
SELECT CAST(pg_try_advisory_lock(3) AS text) COLLATE "C"
=====
SELECT 1 WHERE 'a' LIKE (pg_try_advisory_lock(3)::text)
=====
SELECT 1 IN (pg_try_advisory_lock(3)::int)
=====
SELECT coalesce(pg_try_advisory_lock(3), true) AND (pg_try_advisory_lock)(4)
=====
SELECT 1 FROM customer c JOIN purchase p ON ARRAY[1, 2] IS NOT NULL AND true OPERATOR(pg_catalog.=) pg_try_advisory_lock(3)
=====
SELECT 1 FROM customer c JOIN purchase p ON c.tags[1:2] = ARRAY['a', 'b'] OR 3 OPERATOR(pg_catalog.<) nextval('ticket')
=====
SELECT k.pg_try_advisory_lock FROM CAST(4 AS bigint) k
=====
SELECT id FROM customer OFFSET pg_try_advisory_lock(3)::int ROWS FETCH NEXT pg_advisory_unlock(3)::int ROWS ONLY
=====
SELECT sum(id) OVER (ORDER BY id ROWS BETWEEN pg_try_advisory_lock(3)::int PRECEDING AND CURRENT ROW) FROM customer
=====
SELECT * FROM customer TABLESAMPLE bernoulli (50) REPEATABLE (pg_try_advisory_lock(3)::int)
=====
SELECT "pg_catalog" . pg_try_advisory_lock(3), app.pg_catalog.pg_try_advisory_lock(4)
===== session by function, SET, RESET, SHOW
SELECT set_config('app.who', 'x', false)
=====
SELECT set_config('search_path', 'public', false)
=====
SELECT set_config('work_mem', '8MB', true)
=====
SELECT pg_catalog."set_config"('app.who', 'y', false) FROM customer
=====
SELECT setseed(0.5)
=====
SET work_mem = '8MB'
=====
SET work_mem TO DEFAULT
=====
SET SESSION app.who = 'z'
=====
SET LOCAL work_mem = '8MB'
=====
SET search_path = scratch, shop
=====
SET TIME ZONE 'Europe/Rome'
=====
SET TIME ZONE LOCAL
=====
SET NAMES 'UTF8'
=====
SET SCHEMA 'public'
=====
SET ROLE NONE
=====
SET SESSION AUTHORIZATION DEFAULT
=====
SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY
=====
SET TRANSACTION READ ONLY
=====
SET TRANSACTION ISOLATION LEVEL SERIALIZABLE
=====
SET CONSTRAINTS ALL DEFERRED
=====
SET LOCAL TIME ZONE 'UTC'
=====
SET LOCAL ROLE app
=====
SET XML OPTION DOCUMENT
=====
SET SEED TO 0.5
=====
RESET work_mem
=====
RESET ALL
=====
RESET SESSION AUTHORIZATION
=====
SHOW work_mem
=====
SHOW ALL
=====
SHOW TRANSACTION ISOLATION LEVEL
=====
SHOW TIME ZONE
=====
DISCARD ALL
=====
DISCARD PLANS
=====
SELECT current_setting('app.who', true)
=====
UPDATE pg_settings SET setting = '8MB' WHERE name = 'work_mem'
=====
WITH u AS (UPDATE pg_settings SET setting = '9MB' WHERE name = 'work_mem' RETURNING 1) SELECT * FROM u
=====
LOAD 'auto_explain'
===== functions, operators and casts of users
SELECT twice(2)
=====
SELECT shop.twice(id) FROM customer
=====
SELECT people()
=====
SELECT note_down('x')
=====
SELECT "note_down"('x')
=====
SELECT shop."note_down"('x')
=====
SELECT * FROM note_down('x')
=====
SELECT note_down (name) FROM customer WHERE id = 1
=====
SELECT liar(1)
=====
SELECT sly(1)
=====
SELECT 1 FROM customer WHERE sly(id) = 1
=====
SELECT keeps_lock()
=====
SELECT touch(c) FROM customer c
=====
SELECT total(id) FROM customer
=====
SELECT (c.id).pg_backend_pid FROM customer c
===== unseen: a function in attribute notation
SELECT c.touch FROM customer c WHERE id = 1
===== unseen: of the row in parentheses
SELECT (c).touch FROM customer c WHERE id = 1
===== unseen: an overload of a built-in's name
SELECT lower(c) FROM customer c WHERE id = 1
===== unseen: an operator of a user
SELECT 1 === 2
===== unseen: an operator of a user, qualified
SELECT 1 OPERATOR(shop.===) 2
===== unseen: a cast of a user
SELECT 3::pair
===== unseen: a cast of a user, written out
SELECT CAST(3 AS pair)
===== unseen: a view that takes numbers
SELECT * FROM numbered
===== unseen: a view over such a view
SELECT count(*) FROM nested_numbered
===== unseen: TABLE of such a view
TABLE nested_numbered
===== unseen: COPY of such a view
COPY (SELECT * FROM nested_numbered) TO STDOUT
===== unseen: a view that locks rows
SELECT * FROM locked
===== unseen: a policy
SELECT * FROM guarded
===== unseen: an unlogged table
SELECT * FROM volatile_note
===== unseen: a trigger sets for the session
INSERT INTO triggered VALUES (1)
===== unseen: an unlogged table of which no row is wanted
SELECT 1 FROM volatile_note WHERE false
===== transactions, large objects, snapshots
SELECT txid_current()
=====
SELECT txid_current_if_assigned()
=====
SELECT pg_current_xact_id()
=====
SELECT pg_export_snapshot()
=====
SELECT pg_current_snapshot()
=====
SELECT pg_xact_status('3'::xid8)
=====
SELECT pg_current_wal_lsn()
=====
SELECT pg_is_in_recovery()
=====
SELECT pg_last_wal_replay_lsn()
=====
SELECT lo_creat(-1)
=====
SELECT lo_create(0)
=====
SELECT lo_from_bytea(0, 'x')
=====
SELECT lo_get(1)
=====
SELECT lo_unlink(1)
=====
SELECT pg_logical_emit_message(true, 'x', 'y')
=====
SELECT pg_terminate_backend(0)
=====
SELECT pg_cancel_backend(0)
=====
SELECT pg_backend_pid()
=====
SELECT pg_sleep(1000)
=====
SELECT count(*) FROM pg_stat_activity
=====
SELECT count(*) FROM pg_locks
=====
SELECT pg_stat_clear_snapshot()
=====
SELECT brin_summarize_new_values('purchase_customer_id_idx')
=====
SELECT pg_size_pretty(pg_database_size(current_database()))
=====
SELECT xmin, ctid, tableoid FROM customer
===== writes
INSERT INTO journal VALUES ('a') RETURNING *
=====
INSERT INTO sink (id, text) SELECT id, name FROM customer ON CONFLICT DO NOTHING
=====
INSERT INTO sink DEFAULT VALUES
=====
INSERT INTO customer (id, name) VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET name = excluded.name RETURNING old.name, new.name
=====
INSERT INTO ruled VALUES (1)
=====
INSERT INTO sink OVERRIDING SYSTEM VALUE VALUES (1, 'x')
=====
UPDATE sink SET (id, text) = (SELECT 1, 'x') WHERE id = 2
=====
UPDATE sink AS s SET text = c.name FROM customer c WHERE c.id = s.id RETURNING WITH (OLD AS o, NEW AS n) o.*, n.*
=====
DELETE FROM sink USING customer c WHERE sink.id = c.id RETURNING old.*
=====
DELETE FROM ONLY sink WHERE id = 1
=====
MERGE INTO sink s USING customer c ON s.id = c.id WHEN MATCHED AND c.vip THEN UPDATE SET text = c.name WHEN NOT MATCHED BY SOURCE THEN DELETE WHEN NOT MATCHED THEN INSERT VALUES (c.id, c.name) RETURNING merge_action(), s.*
=====
MERGE INTO sink USING (VALUES (-1)) v(i) ON id = i WHEN MATCHED THEN DO NOTHING
=====
INSERT INTO journal SELECT set_config('app.who', 'insert', false)
=====
UPDATE sink SET text = set_config('app.who', 'update', false)
=====
INSERT INTO journal VALUES ('x') RETURNING pg_advisory_lock(5)
=====
LOCK TABLE customer
=====
LOCK TABLE ONLY customer IN ACCESS SHARE MODE
=====
LOCK journal IN EXCLUSIVE MODE NOWAIT
=====
TRUNCATE journal
=====
TRUNCATE TABLE sink, journal RESTART IDENTITY
===== definitions
CREATE TABLE scratch.a (i int PRIMARY KEY, j numeric(10, 2) DEFAULT 1 CHECK (j > 0), k text REFERENCES scratch.a (i))
=====
CREATE TABLE scratch.b (i int GENERATED ALWAYS AS IDENTITY, j int GENERATED ALWAYS AS (1 + 1) STORED)
=====
CREATE TABLE scratch.c (LIKE customer INCLUDING ALL)
=====
CREATE TABLE scratch.d AS TABLE customer WITH NO DATA
=====
CREATE TABLE scratch.e (x) AS SELECT set_config('app.who', 'ctas', false)
=====
CREATE TABLE scratch.f AS (WITH t AS (SELECT pg_try_advisory_lock(6) AS x) SELECT * FROM t)
=====
CREATE UNLOGGED TABLE scratch.g (x int)
=====
CREATE TABLE scratch.h PARTITION OF measurement FOR VALUES FROM ('2030-01-01') TO ('2031-01-01')
=====
CREATE INDEX ON sink (id)
=====
CREATE VIEW scratch.v AS SELECT nextval('ticket')
=====
CREATE MATERIALIZED VIEW scratch.m AS SELECT set_config('app.who', 'matview', false) AS x
=====
CREATE MATERIALIZED VIEW scratch.m2 AS SELECT pg_try_advisory_lock(7) AS x
=====
REFRESH MATERIALIZED VIEW city
=====
CREATE SEQUENCE scratch.s START 5
=====
CREATE FUNCTION scratch.f1() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 2 END; END
=====
CREATE RULE r AS ON INSERT TO sink DO ALSO (INSERT INTO journal VALUES ('r'); DELETE FROM journal)
=====
CREATE SCHEMA IF NOT EXISTS scratch
=====
ALTER TABLE sink ADD COLUMN extra int DEFAULT 5
=====
CREATE TABLE scratch.old AS SELECT 1 AS id, 'x' AS name
=====
ALTER TABLE scratch.old ADD COLUMN lock boolean DEFAULT pg_try_advisory_lock(8)
=====
ALTER TABLE scratch.old ALTER COLUMN name TYPE varchar(90) USING set_config('app.who', 'alter', false)
=====
ALTER TABLE scratch.old ADD CONSTRAINT fine CHECK (sly(id) = id)
=====
ALTER TABLE scratch.old ADD COLUMN noted int DEFAULT sly(5)
=====
ALTER TABLE scratch.old ALTER COLUMN name SET DEFAULT set_config('app.who', 'later', false)
=====
ALTER DOMAIN positive ADD CONSTRAINT locked CHECK (pg_try_advisory_lock(VALUE) IS NOT NULL)
=====
CREATE TABLE scratch.defaults (x text DEFAULT set_config('app.who', 'default', false))
=====
CREATE INDEX ON scratch.old (sly(id))
=====
CREATE INDEX ON scratch.old USING btree ((id + 1), lies(id)) WHERE id > 0
=====
CREATE UNIQUE INDEX ON customer ((twice(id)))
=====
ALTER SEQUENCE ticket RESTART
=====
COMMENT ON TABLE customer IS 'x'
=====
GRANT SELECT ON customer TO PUBLIC
=====
DROP TABLE IF EXISTS scratch.nothing
=====
VACUUM sink
=====
ANALYZE customer
===== unseen: what an index holds
ANALYZE
=====
CLUSTER customer USING customer_pkey
=====
REINDEX TABLE sink
=====
CHECKPOINT
=====
SECURITY LABEL ON TABLE customer IS 'x'
=====
ALTER SYSTEM SET work_mem = '8MB'
=====
ALTER ROLE CURRENT_USER SET work_mem = '8MB'
=====
ALTER DATABASE app SET app.who = 'x'
=====
IMPORT FOREIGN SCHEMA x FROM SERVER y INTO z
=====
CREATE FOREIGN DATA WRAPPER dummy
=====
REASSIGN OWNED BY app TO app
===== several statements
SELECT 1; SELECT 2
=====
;
=====
;;  ; -- nothing
=====
 
=====
; SELECT 1 ;
=====
SELECT 1; DELETE FROM journal
=====
SELECT ';'; DELETE FROM journal
=====
SELECT 1; -- ; DELETE FROM journal
=====
SELECT 1 /* ; */; SET app.who = 'second'
=====
SELECT 1; SELECT nextval('ticket')
=====
BEGIN; DELETE FROM journal; ROLLBACK
=====
BEGIN READ ONLY; SELECT 1; COMMIT; DELETE FROM journal
=====
SHOW work_mem; SET work_mem = '8MB'
=====
SELECT $$; DELETE FROM journal; $$; SELECT 2
=====
COPY customer TO STDOUT; SELECT 1
=====
CREATE VIEW scratch.begun AS SELECT c.begin atomic FROM (SELECT 1 AS begin) c; SET app.who = 'view'
=====
CREATE FUNCTION scratch.f2() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END; SET app.who = 'function'
=====
CREATE FUNCTION scratch.f3() RETURNS int LANGUAGE sql AS 'SELECT 1'; LISTEN news
===== transaction control
BEGIN
=====
begin work
=====
BEGIN TRANSACTION READ ONLY
=====
BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY, NOT DEFERRABLE
=====
START TRANSACTION
=====
START TRANSACTION ISOLATION LEVEL SERIALIZABLE READ ONLY DEFERRABLE
=====
COMMIT
=====
COMMIT WORK AND NO CHAIN
=====
END TRANSACTION
=====
ROLLBACK
=====
ABORT WORK
=====
ROLLBACK AND CHAIN
=====
SAVEPOINT a
=====
BEGIN; SAVEPOINT a; ROLLBACK TO SAVEPOINT a; RELEASE a; COMMIT
=====
ROLLBACK TO a
=====
PREPARE TRANSACTION 'x'
=====
COMMIT PREPARED 'x'
=====
ROLLBACK PREPARED 'x'
=====
BEGIN; SET LOCAL app.who = 'gone'; COMMIT
=====
BEGIN; SET app.who = 'kept'; COMMIT
===== unterminated and unbalanced
SELECT 'open
=====
SELECT "open
=====
SELECT $$ open
=====
SELECT $a$ open $b$
=====
SELECT 1 /* open
=====
SELECT 1 /* open /* closed */
=====
SELECT E'open\'
=====
SELECT U&'open\
=====
SELECT (1
=====
SELECT 1)
=====
SELECT ARRAY[1
=====
SELECT 1 +
=====
SELECT * FROM
=====
SELECT * FROM customer WHERE
=====
WITH t AS (SELECT 1)
=====
WITH
=====
EXPLAIN
=====
COPY
=====
SELECT 1; SELECT 'open
=====
DELETE FROM journal; SELECT 'open
=====
SELEKT 1
=====
1
=====
'SELECT 1'
=====
"SELECT" 1
=====
SELECT FROM WHERE GROUP
=====
{call tidy()}
=====
\d
=====
﻿SELECT 1
=====
ＳＥＬＥＣＴ 1
=====
SELECT 1
=====
SELECT #
