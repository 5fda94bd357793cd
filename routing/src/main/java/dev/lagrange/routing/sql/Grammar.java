package dev.lagrange.routing.sql;

import dev.lagrange.routing.catalog.Catalog;
import dev.lagrange.routing.catalog.FunctionTrait;
import dev.lagrange.routing.catalog.QualifiedName;
import dev.lagrange.routing.catalog.RelationTrait;
import java.util.HashMap;
import java.util.HashSet;
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

  private static final String SYSTEM_SCHEMA = "pg_catalog";

  private final Dialect dialect;
  private final Set<String> reserved;
  private final Set<String> columnWords;
  private final Map<String, FunctionTrait> functions;
  private final Catalog catalog;
  private final int longestOperator;

  private Grammar(Dialect dialect, String prefix) {
    this.dialect = dialect;
    this.catalog = Catalog.NONE;
    this.longestOperator = 0;
    this.reserved = new HashSet<>(WordList.read(prefix + "-reserved.txt"));
    this.columnWords = new HashSet<>();
    if (dialect == Dialect.POSTGRESQL) {
      columnWords.addAll(WordList.read(prefix + "-column-words.txt"));
    }
    this.functions = new HashMap<>();
    for (String name : WordList.read(prefix + "-functions.txt")) {
      functions.put(name, FunctionTrait.SAFE);
    }
    for (String line : WordList.read(prefix + "-primary-functions.txt")) {
      int space = line.indexOf(' ');
      String trait = line.substring(space + 1).toUpperCase(Locale.ROOT);
      functions.put(line.substring(0, space), FunctionTrait.valueOf(trait));
    }
  }

  private Grammar(Grammar builtIn, Catalog catalog) {
    this.dialect = builtIn.dialect;
    this.reserved = builtIn.reserved;
    this.columnWords = builtIn.columnWords;
    this.functions = builtIn.functions;
    this.catalog = catalog;
    this.longestOperator = catalog.operators().stream().mapToInt(String::length).max().orElse(0);
  }

  /** What every server of a dialect understands, and what one database adds to it. */
  static Grammar of(Dialect dialect, Catalog catalog) {
    return new Grammar(dialect == Dialect.POSTGRESQL ? POSTGRESQL : MYSQL, catalog);
  }

  boolean isMysql() {
    return dialect == Dialect.MYSQL;
  }

  /** Whether the unquoted word can name no relation; in MySQL none that can name no function. */
  boolean isNoRelation(String word) {
    return reserved.contains(word) && !columnWords.contains(word);
  }

  /** Whether the unquoted word can name no function of a user. */
  boolean isReserved(String word) {
    return reserved.contains(word);
  }

  /** Where a function may run; a user's may have a built-in's name: then the worse counts. */
  FunctionTrait function(QualifiedName name) {
    FunctionTrait users = catalog.function(name);
    FunctionTrait builtIn = builtIn(name);
    if (builtIn == null) {
      return usersFunction(name);
    }
    return users == null ? builtIn : builtIn.or(users);
  }

  /** Whether users have a function of that name, as far as is known. */
  boolean isUsersFunction(QualifiedName name) {
    return catalog.function(name) != null;
  }

  /** Where a function may run that is no built-in one. */
  FunctionTrait usersFunction(QualifiedName name) {
    FunctionTrait users = catalog.function(name);
    return users == null ? FunctionTrait.UNSEEN : users;
  }

  private @Nullable FunctionTrait builtIn(QualifiedName name) {
    boolean system = name.schema() == null || name.schema().equals(SYSTEM_SCHEMA);
    return functions.get(system ? name.name() : name.toString());
  }

  /** Where a relation may be read; null if the database was asked and has none of that name. */
  @Nullable RelationTrait relation(QualifiedName name) {
    RelationTrait known = catalog.relation(name);
    return known == null && !catalog.isKnown() ? RelationTrait.PLAIN : known;
  }

  /** The spellings of operators that run code not known to be safe. */
  Set<String> operators() {
    return catalog.operators();
  }

  /** How many symbols the longest of them has; 0 if there are none. */
  int longestOperator() {
    return longestOperator;
  }

  /**
   * The name from one token to another, folded as the server compares it: MySQL's functions are
   * found in any case, and so are its relations on some systems.
   */
  QualifiedName name(Statement statement, int first, int last) {
    String name = folded(statement.text(last));
    return last < first + 2
        ? QualifiedName.of(name)
        : new QualifiedName(folded(statement.text(last - 2)), name);
  }

  private String folded(String name) {
    return isMysql() ? name.toLowerCase(Locale.ROOT) : name;
  }

  /** Whether it is a built-in function that must not run on a replica. */
  boolean isUnsafe(String name) {
    FunctionTrait trait = functions.get(name);
    return trait != null && trait != FunctionTrait.SAFE;
  }

  /** Whether a relation of that name answers for one node only. */
  boolean isNodeRelation(String name) {
    if (isMysql()) {
      return MYSQL_NODE_RELATIONS.contains(name);
    }
    return name.startsWith("pg_")
        && (name.startsWith("pg_stat_")
            || name.startsWith("pg_statio_")
            || POSTGRESQL_NODE_RELATIONS.contains(name));
  }
}
