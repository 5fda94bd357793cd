package dev.lagrange.routing.sql;

import java.util.Set;

/** Judges statements of MySQL and MariaDB by the word they start with. */
final class MysqlStatements {

  private static final Set<String> EXPLAINABLE =
      Set.of("select", "with", "values", "table", "insert", "replace", "update", "delete");
  private static final Set<String> SERVER_WIDE =
      Set.of("global", "persist", "persist_only", "password", "resource");
  private static final Set<String> PROGRAMS =
      Set.of("procedure", "function", "trigger", "event", "package");
  private static final Set<String> LOCKING_FLUSH = Set.of("lock", "export");

  private static final Set<String> SHOWN_SESSION =
      Set.of("variables", "warnings", "errors", "count", "global", "session", "local");
  private static final Set<String> SHOWN_OF_NODE =
      Set.of(
          "processlist",
          "replica",
          "replicas",
          "slave",
          "master",
          "binary",
          "binlog",
          "relaylog",
          "engine",
          "open",
          "profile",
          "profiles",
          "mutex",
          "explain",
          "authors");
  private static final Set<String> SHOWN_DATA =
      Set.of(
          "databases",
          "schemas",
          "tables",
          "columns",
          "fields",
          "index",
          "indexes",
          "keys",
          "create",
          "triggers",
          "events",
          "procedure",
          "function",
          "engines",
          "charset",
          "character",
          "collation",
          "full",
          "extended",
          "table",
          "privileges",
          "grants",
          "storage");

  private MysqlStatements() {}

  static void judge(Statement statement, Grammar grammar, Verdict verdict) {
    String head = statement.word(0);
    switch (head) {
      case "" -> unnamed(statement, grammar, verdict);
      case "select", "with", "values", "table" -> query(statement, grammar, verdict);
      case "insert", "replace", "update", "delete" -> {
        verdict.write("modifies data");
        BodyScan.scan(statement, grammar, verdict);
      }
      case "explain", "describe", "desc" -> explain(statement, grammar, verdict);
      case "show" -> show(statement, grammar, verdict);
      case "help" -> {}
      case "set" -> set(statement, grammar, verdict);
      case "use" -> verdict.session("changes the default database", true);
      case "create" -> create(statement, grammar, verdict);
      case "drop" -> drop(statement, verdict);
      case "analyze" -> analyze(statement, verdict);
      case "flush" -> flush(statement, verdict);
      case "xa" -> {
        verdict.transaction(TransactionControl.OTHER, "handles a distributed transaction");
        verdict.pin("handles a distributed transaction");
      }
      case "call", "do", "execute", "prepare", "deallocate" -> verdict.pin("runs or prepares code");
      case "handler" -> verdict.pin("uses a handler");
      case "lock", "unlock" -> verdict.pin("locks tables");
      case "get", "signal", "resignal" -> verdict.pin("uses the diagnostics of the session");
      case "alter",
          "truncate",
          "rename",
          "grant",
          "revoke",
          "load",
          "optimize",
          "repair",
          "check",
          "checksum",
          "cache",
          "import",
          "install",
          "uninstall",
          "kill",
          "purge",
          "reset",
          "change",
          "stop",
          "shutdown",
          "restart",
          "clone",
          "binlog" ->
          verdict.changesCatalog("changes the server (" + head + ")");
      default -> {
        if (!TransactionStatements.judge(statement, verdict)) {
          verdict.unknown("starts with a word that is not understood");
        }
      }
    }
  }

  private static void unnamed(Statement statement, Grammar grammar, Verdict verdict) {
    if (statement.isCallEscape()) {
      verdict.pin("runs a procedure");
    } else if (statement.isSymbol(0, '(') && statement.startsWith(Statement.QUERY_STARTS)) {
      query(statement, grammar, verdict);
    } else {
      verdict.unknown("starts with something that is not understood");
    }
  }

  private static void query(Statement statement, Grammar grammar, Verdict verdict) {
    BodyScan.scan(statement, grammar, verdict);
    if (statement.hasWord("sql_calc_found_rows")) {
      verdict.pin("counts rows for FOUND_ROWS()");
    }
  }

  // EXPLAIN [EXTENDED | PARTITIONS | ANALYZE] [FORMAT = x] statement, or a table and a column
  private static void explain(Statement statement, Grammar grammar, Verdict verdict) {
    int i = 1;
    while (Set.of("extended", "partitions", "analyze").contains(statement.word(i))) {
      i++;
    }
    if (statement.isWord(i, "format") && statement.isSymbol(i + 1, '=')) {
      i += 3;
    }
    Statement explained = statement.from(i);
    if (explained.startsWith(EXPLAINABLE)) {
      judge(explained, grammar, verdict);
    } else if (statement.isWord(i, "for") || statement.isWord(i, "into")) {
      verdict.pin("explains another session, or into a variable");
    } else if (!namesColumn(explained)) {
      verdict.unknown("explains something that is not understood");
    }
  }

  private static boolean namesColumn(Statement statement) {
    for (int i = 0; i < statement.size(); i++) {
      boolean string = statement.kind(i) == TokenKind.STRING;
      if (!statement.isName(i) && !string && !statement.isSymbol(i, '.')) {
        return false;
      }
    }
    return statement.size() > 0 && statement.size() <= 6;
  }

  private static void show(Statement statement, Grammar grammar, Verdict verdict) {
    String what = statement.word(1);
    if (statement.hasWord(SHOWN_OF_NODE) || (what.equals("status") || isStatusOf(statement))) {
      verdict.write("answers differ by node");
    } else if (what.equals("create") && statement.isWord(2, "user")) {
      verdict.write("locks the row of a user");
    } else if (SHOWN_SESSION.contains(what)) {
      verdict.session("shows the session", false);
    } else if (!SHOWN_DATA.contains(what)) {
      verdict.write("shows something that is not understood");
    }
    BodyScan.scan(statement, grammar, verdict);
  }

  private static boolean isStatusOf(Statement statement) {
    boolean scoped = Set.of("global", "session", "local").contains(statement.word(1));
    return scoped && statement.isWord(2, "status");
  }

  private static void set(Statement statement, Grammar grammar, Verdict verdict) {
    if (statement.isWord(1, "transaction")) {
      // for the next transaction only, but that one may begin later
      verdict.transaction(TransactionControl.OTHER, "sets the next transaction");
      verdict.changesSession(SessionEffect.SHOWN);
      return;
    }
    verdict.session("sets for the session", true);
    boolean serverWide =
        statement.hasWord(SERVER_WIDE)
            || statement.hasVariable("@@global.")
            || statement.hasVariable("@@persist");
    if (serverWide || statement.isWord(1, "default") || statement.isWord(1, "statement")) {
      verdict.write("sets for the server, or runs a statement");
    }
    BodyScan.scan(statement, grammar, verdict);
  }

  private static void create(Statement statement, Grammar grammar, Verdict verdict) {
    verdict.changesCatalog("changes the database (create)");
    boolean body = statement.hasWord(PROGRAMS) && statement.hasSymbol(';');
    if (statement.hasWord("temporary") || body) {
      verdict.changesSession(
          SessionEffect.SHOWN); // a program's body may hide where the next statement starts
    }
    int select = statement.firstWord("select");
    if (select > 0) {
      BodyScan.scan(statement.from(select), grammar, verdict);
    }
  }

  private static void drop(Statement statement, Verdict verdict) {
    verdict.changesCatalog("changes the database (drop)");
    if (statement.hasWord("prepare")) {
      verdict.changesSession(SessionEffect.SHOWN);
    }
  }

  // ANALYZE TABLE collects statistics; MariaDB's ANALYZE SELECT runs the statement
  private static void analyze(Statement statement, Verdict verdict) {
    if (Set.of("table", "local", "no_write_to_binlog").contains(statement.word(1))) {
      verdict.write("changes the server (analyze)");
    } else {
      verdict.pin("runs a statement");
    }
  }

  private static void flush(Statement statement, Verdict verdict) {
    verdict.write("changes the server (flush)");
    if (statement.hasWord(LOCKING_FLUSH)) {
      verdict.changesSession(SessionEffect.SHOWN);
    }
  }
}
