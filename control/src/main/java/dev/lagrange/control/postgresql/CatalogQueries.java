package dev.lagrange.control.postgresql;

/**
 * The questions to PostgreSQL's catalog, for a search path of {@code pg_catalog} alone. What has an
 * OID from 16384 on was not made by {@code initdb} ({@code FirstNormalObjectId}).
 */
final class CatalogQueries {

  /** A number that changes whenever an answer to one of the others may. */
  static final String FINGERPRINT =
      """
      SELECT count(*) || '/' || sum(hashint8extended((row.xmin::text::bigint << 32) | row.oid::bigint, row.kind))
        FROM (SELECT 1 AS kind, oid, xmin FROM pg_class
               WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND relpersistence <> 't'
              UNION ALL SELECT 2, oid, xmin FROM pg_proc WHERE oid >= 16384
              UNION ALL SELECT 3, oid, xmin FROM pg_rewrite
              UNION ALL SELECT 4, oid, xmin FROM pg_policy
              UNION ALL SELECT 5, oid, xmin FROM pg_operator WHERE oid >= 16384
              UNION ALL SELECT 6, oid, xmin FROM pg_namespace WHERE nspname !~ '^pg_(toast_)?temp_'
              UNION ALL SELECT 7, inhrelid, xmin FROM pg_inherits
              UNION ALL SELECT 8, d.oid, d.xmin FROM pg_attrdef d
                          JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
                         WHERE a.attgenerated = 'v') AS row
      """;

  /** OID, schema, name, kind, persistence. */
  static final String RELATIONS =
      """
      SELECT c.oid, n.nspname, c.relname, c.relkind, c.relpersistence
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND c.relpersistence <> 't'
         AND n.nspname <> 'pg_toast'
      """;

  /** A table and one that is read with it. */
  static final String PARTITIONS = "SELECT inhparent, inhrelid FROM pg_inherits";

  /** Spelling, and function of each user's operator. */
  static final String OPERATORS =
      """
      SELECT o.oprname, p.oid
        FROM pg_operator o JOIN pg_proc p ON p.oid = o.oprcode
       WHERE o.oid >= 16384 AND p.oid >= 16384
         AND NOT (p.provolatile <> 'v'
                  AND p.prolang = (SELECT oid FROM pg_language WHERE lanname = 'c')
                  AND EXISTS (SELECT FROM pg_operator b
                               WHERE b.oprname = o.oprname AND b.oid < 16384)
                  AND EXISTS (SELECT FROM pg_depend d
                               WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid
                                 AND d.deptype = 'e'))
      """;

  /** An aggregate, and a user's function that it runs. */
  static final String SUPPORT_FUNCTIONS =
      """
      SELECT a.aggfnoid::oid, support.oid
        FROM pg_aggregate a,
             unnest(ARRAY[a.aggtransfn, a.aggfinalfn, a.aggcombinefn, a.aggserialfn,
                          a.aggdeserialfn, a.aggmtransfn, a.aggminvtransfn, a.aggmfinalfn]::oid[])
             AS support(oid)
       WHERE a.aggfnoid::oid >= 16384 AND support.oid >= 16384
      """;

  private static final String FUNCTIONS =
      """
      SELECT p.oid, n.nspname, p.proname, l.lanname, p.prokind, p.provolatile,
             CASE WHEN l.lanname IN ('sql', 'plpgsql') THEN p.prosrc ELSE '' END AS prosrc,
             %s AS tree,
             EXISTS (SELECT FROM unnest(p.proconfig) AS setting
                      WHERE setting ~* '^(role|session_authorization)=') AS changes_role,
             p.provolatile <> 'v'
               AND EXISTS (SELECT FROM pg_depend d
                            WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid
                              AND d.deptype = 'e')
               AND EXISTS (SELECT FROM pg_proc b
                            WHERE b.proname = p.proname AND b.oid < 16384) AS stands_in
        FROM pg_proc p
        JOIN pg_namespace n ON n.oid = p.pronamespace
        JOIN pg_language l ON l.oid = p.prolang
       WHERE p.oid >= 16384 AND p.prokind <> 'p'
         AND p.prorettype NOT IN ('trigger'::regtype, 'event_trigger'::regtype)
         AND n.nspname !~ '^pg_temp_'
      """;

  // The trees are texts in which "… :funcid 1598 …" calls a function. Only names of columns and
  // aliases are free text in there, and they come with a backslash before each space.
  private static final String TREES =
      """
      WITH code AS (
        SELECT 'relation' AS kind, r.ev_class AS owner, r.ev_action::text AS tree
          FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
         WHERE r.ev_type = '1' AND c.relkind = 'v'
        UNION ALL
        SELECT 'relation', p.polrelid, p.polqual::text
          FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
         WHERE c.relrowsecurity AND p.polcmd IN ('r', '*')
        UNION ALL
        SELECT 'relation', d.adrelid, d.adbin::text
          FROM pg_attrdef d JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
         WHERE a.attgenerated = 'v'
        %s),
      used AS (
        SELECT DISTINCT kind, owner, coalesce(found[1], found[3]) AS field, found[2]::oid AS oid
          FROM code, regexp_matches(
            tree,
            ':(funcid|aggfnoid|winfnoid|opno|tsmhandler|relid) ([1-9][0-9]*)|:(rowMarks) \\(',
            'g') AS found)
      SELECT u.kind, u.owner,
             CASE WHEN u.field = 'rowMarks' THEN 'lock'
                  WHEN u.field = 'relid' THEN 'relation'
                  WHEN p.oid < 16384 THEN 'built-in'
                  ELSE 'function' END,
             coalesce(p.oid, u.oid), n.nspname, p.proname
        FROM used u
        LEFT JOIN pg_operator o ON u.field = 'opno' AND o.oid = u.oid
        LEFT JOIN pg_proc p ON u.field NOT IN ('relid', 'rowMarks') AND p.oid = coalesce(o.oprcode, u.oid)
        LEFT JOIN pg_namespace n ON n.oid = p.pronamespace
       WHERE u.oid IS NULL OR u.oid >= 16384 OR u.field NOT IN ('opno', 'tsmhandler')
      """;

  private static final String TREES_OF_FUNCTIONS =
      """
      UNION ALL
      SELECT 'function', oid, prosqlbody::text
        FROM pg_proc WHERE oid >= 16384 AND prosqlbody IS NOT NULL
      """;

  private CatalogQueries() {}

  /**
   * The users' functions that a query can call.
   *
   * @param hasTrees whether the server keeps trees of functions in standard SQL: from 14 on
   */
  static String functions(boolean hasTrees) {
    return FUNCTIONS.formatted(hasTrees ? "p.prosqlbody IS NOT NULL" : "false");
  }

  /**
   * What the code behind relations and functions uses: kind and OID of the owner; lock, relation,
   * built-in or function; OID; schema and name of a function.
   */
  static String trees(boolean hasTrees) {
    return TREES.formatted(hasTrees ? TREES_OF_FUNCTIONS : "");
  }
}
