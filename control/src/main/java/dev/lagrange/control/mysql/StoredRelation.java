package dev.lagrange.control.mysql;

import dev.lagrange.control.catalog.Code;
import dev.lagrange.routing.catalog.QualifiedName;
import dev.lagrange.routing.catalog.RelationTrait;
import java.util.Locale;
import java.util.Set;

/**
 * A table or a view as the server describes it. Immutable.
 *
 * @param name its schema and name, in lower case
 * @param view whether it is a view of a user's
 * @param engine what keeps its rows, in lower case; empty if nothing does
 * @param definition a view's query; empty if it may not be seen
 */
record StoredRelation(QualifiedName name, boolean view, String engine, String definition) {

  /** Schemas of which each server has its own, and its accounts. */
  private static final Set<String> NODE_SCHEMAS = Set.of("performance_schema", "mysql", "ndbinfo");

  private static final Set<String> OWN_SCHEMAS =
      Set.of("information_schema", "mysql", "ndbinfo", "performance_schema", "sys");

  private static final Set<String> TRANSACTIONAL = Set.of("innodb", "rocksdb", "tokudb");

  /** What tells of nothing but the schemas and accounts, which are replicated. */
  private static final Set<String> DICTIONARY =
      Set.of(
          "administrable_role_authorizations",
          "applicable_roles",
          "character_sets",
          "check_constraints",
          "collation_character_set_applicability",
          "collations",
          "column_privileges",
          "columns",
          "columns_extensions",
          "enabled_roles",
          "key_column_usage",
          "keywords",
          "parameters",
          "partitions",
          "referential_constraints",
          "role_column_grants",
          "role_routine_grants",
          "role_table_grants",
          "routines",
          "schema_privileges",
          "schemata",
          "schemata_extensions",
          "st_geometry_columns",
          "st_spatial_reference_systems",
          "st_units_of_measure",
          "statistics",
          "table_constraints",
          "table_constraints_extensions",
          "table_privileges",
          "tables",
          "tables_extensions",
          "triggers",
          "user_attributes",
          "user_privileges",
          "view_routine_usage",
          "view_table_usage",
          "views");

  /** Folds what the server compares in any case, or may. */
  StoredRelation {
    name = folded(name);
    engine = engine.toLowerCase(Locale.ROOT);
  }

  /** A name as the classifier looks it up. */
  static QualifiedName folded(QualifiedName name) {
    String schema = name.schema();
    return new QualifiedName(
        schema == null ? null : schema.toLowerCase(Locale.ROOT),
        name.name().toLowerCase(Locale.ROOT));
  }

  /** Whether it came with the server. */
  boolean isServers() {
    return OWN_SCHEMAS.contains(name.schema());
  }

  /** As it is without what its query calls. */
  Code code() {
    return new Code(name, trait());
  }

  // An engine without transactions shows a replica's reader half a transaction, at no position, and
  // locks the table against the replica's applier while it is read. MEMORY is empty behind a
  // restart of the replica, BLACKHOLE is mostly chosen for some servers only.
  private RelationTrait trait() {
    if (view) {
      return RelationTrait.PLAIN;
    }
    if (NODE_SCHEMAS.contains(name.schema())) {
      return RelationTrait.NODE;
    }
    if ("information_schema".equals(name.schema())) {
      return DICTIONARY.contains(name.name()) ? RelationTrait.PLAIN : RelationTrait.NODE;
    }
    if (engine.equals("federated")) {
      return RelationTrait.FOREIGN;
    }
    return TRANSACTIONAL.contains(engine) ? RelationTrait.PLAIN : RelationTrait.NODE;
  }
}
