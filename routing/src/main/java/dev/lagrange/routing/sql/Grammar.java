package dev.lagrange.routing.sql;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a dialect's words and functions mean, from resources made from the servers' own lists. */
final class Grammar {

  private static final Grammar POSTGRESQL = new Grammar(Dialect.POSTGRESQL, "postgresql");
  private static final Grammar MYSQL = new Grammar(Dialect.MYSQL, "mysql");

  private static final Set<String> POSTGRESQL_NODE_RELATIONS =
      Set.of(
          "pg_aios",
          "pg_available_extension_versions",
          "pg_available_extensions",
          "pg_backend_memory_contexts",
          "pg_config",
          "pg_cursors",
          "pg_file_settings",
          "pg_hba_file_rules",
          "pg_ident_file_mappings",
          "pg_locks",
          "pg_prepared_statements",
          "pg_prepared_xacts",
          "pg_replication_origin_status",
          "pg_replication_slots",
          "pg_sequences",
          "pg_settings",
          "pg_shmem_allocations",
          "pg_shmem_allocations_numa");

  private static final Set<String> MYSQL_NODE_RELATIONS =
      Set.of(
          "performance_schema",
          "processlist",
          "innodb_trx",
          "innodb_locks",
          "innodb_lock_waits",
          "innodb_metrics",
          "global_status",
          "session_status",
          "user_statistics",
          "client_statistics");

  private final Dialect dialect;
  private final Set<String> reserved;
  private final Map<String, FunctionTrait> functions = new HashMap<>();

  private Grammar(Dialect dialect, String prefix) {
    this.dialect = dialect;
    this.reserved = Set.copyOf(WordList.read(prefix + "-reserved.txt"));
    for (String name : WordList.read(prefix + "-functions.txt")) {
      functions.put(name, FunctionTrait.SAFE);
    }
    for (String line : WordList.read(prefix + "-primary-functions.txt")) {
      int space = line.indexOf(' ');
      String trait = line.substring(space + 1).toUpperCase(Locale.ROOT);
      functions.put(line.substring(0, space), FunctionTrait.valueOf(trait));
    }
  }

  static Grammar of(Dialect dialect) {
    return dialect == Dialect.POSTGRESQL ? POSTGRESQL : MYSQL;
  }

  boolean isMysql() {
    return dialect == Dialect.MYSQL;
  }

  /** Whether the unquoted word can name no function of a user. */
  boolean isReserved(String word) {
    return reserved.contains(word);
  }

  /** What is known of a function; null for a user's. */
  @Nullable FunctionTrait trait(String qualifiedName) {
    boolean builtIn = !isMysql() && qualifiedName.startsWith("pg_catalog.");
    return functions.get(builtIn ? qualifiedName.substring(11) : qualifiedName);
  }

  /** Whether it is a built-in function that must not run on a replica. */
  boolean isUnsafe(String name) {
    FunctionTrait trait = trait(name);
    return trait != null && trait != FunctionTrait.SAFE;
  }

  /** Whether a relation of that name answers for one node only. */
  boolean isNodeRelation(String name) {
    if (isMysql()) {
      return MYSQL_NODE_RELATIONS.contains(name);
    }
    return name.startsWith("pg_stat_")
        || name.startsWith("pg_statio_")
        || POSTGRESQL_NODE_RELATIONS.contains(name);
  }
}
