package dev.lagrange.control.judge;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A statement for each function the server brings along, and one for each of its views. */
final class PostgresBuiltIns {

  private static final String VIEWS =
      """
      SELECT 'SELECT * FROM ' || oid::regclass || ' LIMIT 20' FROM pg_class
      WHERE relkind IN ('v', 'r') AND relnamespace IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
      ORDER BY 1
      """;

  /** Calls with one argument of each type; what has no sample is called with null. */
  private static final String CALLS =
      """
      WITH sample(type, value) AS (VALUES
        ('"any"', '''a''::text'), ('anyelement', '1'), ('anynonarray', '1'), ('anycompatible', '1'),
        ('anycompatiblenonarray', '1'), ('anyarray', 'ARRAY[1, 2]'), ('anycompatiblearray', 'ARRAY[1, 2]'),
        ('anyrange', 'int4range(1, 2)'), ('anycompatiblerange', 'int4range(1, 2)'),
        ('anymultirange', 'int4multirange(int4range(1, 2))'), ('anyenum', '''happy''::mood'), ('record', 'ROW(1)'),
        ('cstring', '''1''::cstring'), ('boolean', 'true'), ('smallint', '1::int2'), ('integer', '1'),
        ('bigint', '1::int8'), ('real', '0.5::float4'), ('double precision', '0.5::float8'), ('numeric', '1.5'),
        ('text', '''a'''), ('name', '''a''::name'), ('character', '''a''::bpchar'), ('"char"', '''a''::"char"'),
        ('character varying', '''a''::varchar'), ('oid', '''customer''::regclass::oid'),
        ('regclass', '''customer''::regclass'), ('regtype', '''int4''::regtype'), ('date', 'date ''2026-01-01'''),
        ('timestamp without time zone', 'timestamp ''2026-01-01'''), ('interval', 'interval ''0.1 s'''),
        ('timestamp with time zone', 'timestamptz ''2026-01-01 00:00+00'''), ('bytea', '''\\x41''::bytea'),
        ('time without time zone', 'time ''10:00'''), ('time with time zone', 'timetz ''10:00+00'''),
        ('json', '''{"a": 1}''::json'), ('jsonb', '''{"a": 1}''::jsonb'), ('jsonpath', '''$.a''::jsonpath'),
        ('xml', '''<a/>''::xml'), ('uuid', 'gen_random_uuid()'), ('inet', 'inet ''::1'''),
        ('cidr', 'cidr ''10.0.0.0/8'''), ('macaddr', 'macaddr ''08:00:2b:01:02:03'''), ('money', '1::money'),
        ('point', 'point ''(1,1)'''), ('box', 'box ''(1,1),(0,0)'''), ('circle', 'circle ''<(1,1),1>'''),
        ('line', 'line ''{1,1,1}'''), ('lseg', 'lseg ''[(0,0),(1,1)]'''), ('path', 'path ''[(0,0),(1,1)]'''),
        ('polygon', 'polygon ''((0,0),(1,1),(1,0))'''), ('tsvector', '''a''::tsvector'),
        ('tsquery', '''a''::tsquery'), ('bit', 'B''1'''), ('bit varying', '''1''::varbit'),
        ('int4range', 'int4range(1, 5)'), ('pg_lsn', 'pg_lsn ''0/1'''), ('xid', '''3''::xid'),
        ('xid8', '''3''::xid8'), ('tid', 'tid ''(0,1)'''), ('text[]', 'ARRAY[''a'']'), ('oid[]', 'ARRAY[1::oid]'))
      SELECT format('SELECT pg_catalog.%I(%s)%s', proname,
          (SELECT string_agg(coalesce(value, format('NULL::%s', t::regtype)), ', ' ORDER BY n)
             FROM unnest(proargtypes::oid[]) WITH ORDINALITY a(t, n)
             LEFT JOIN sample ON type = t::regtype::text),
          CASE prokind WHEN 'w' THEN ' OVER ()' END)
      FROM pg_proc LEFT JOIN pg_aggregate ON aggfnoid = pg_proc.oid
      WHERE pronamespace = 'pg_catalog'::regnamespace AND coalesce(aggkind, 'n') = 'n'
        AND NOT 'internal'::regtype = ANY (proargtypes)
      ORDER BY 1
      """;

  private PostgresBuiltIns() {}

  static List<PostgresCase> statements(Connection connection) throws SQLException {
    List<PostgresCase> cases = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET search_path = shop");
      for (String query : List.of(VIEWS, CALLS)) {
        try (ResultSet rows = statement.executeQuery(query)) {
          while (rows.next()) {
            cases.add(PostgresCase.of(rows.getString(1)));
          }
        }
      }
    }
    return cases;
  }
}
