package dev.lagrange.routing.sql;

import java.util.Set;

/** Judges statements of PostgreSQL by the word they start with. */
final class PostgresStatements {

  private static final Set<String> EXPLAINABLE =
      Set.of(
          "select", "with", "values", "table", "insert", "update", "delete", "merge", "execute",
          "declare", "create", "refresh");
  private static final Set<String> EXPLAIN_WORDS = Set.of("analyze", "analyse", "verbose");
  private static final Set<String> TEMPORARY = Set.of("temp", "temporary");

  private PostgresStatements() {}

  static void judge(Statement statement, Grammar grammar, Verdict verdict) {
    if (statement.hasWord("update") && statement.hasName("pg_settings")) {
      verdict.changesSession(SessionEffect.SHOWN); // a rule makes it SET
    }
    String head = statement.word(0);
    switch (head) {
      case "" -> unnamed(statement, grammar, verdict);
      case "select" -> {
        if (!SettingStatements.judgeSetConfig(statement, grammar, verdict)) {
          BodyScan.scan(statement, grammar, verdict);
        }
      }
      case "with", "values", "table" -> BodyScan.scan(statement, grammar, verdict);
      case "insert", "update", "delete", "merge" -> {
        verdict.modifies(statement.hasWord("returning"));
        BodyScan.scan(statement, grammar, verdict);
      }
      case "explain" -> explain(statement, grammar, verdict);
      case "copy" -> copy(statement, grammar, verdict);
      case "create" -> create(statement, grammar, verdict);
      case "show" -> verdict.session("shows a setting", false);
      case "set" -> set(statement, grammar, verdict);
      case "reset", "discard" -> reset(statement, verdict);
      case "prepare" -> prepare(statement, verdict);
      case "listen", "unlisten" -> verdict.pin("listens for notifications");
      case "execute", "deallocate" -> verdict.pin("uses a prepared statement");
      case "declare", "fetch", "move", "close" -> verdict.pin("uses a cursor");
      case "call", "do" -> verdict.mayPin("runs a procedure");
      case "load" -> verdict.pin("loads a library");
      case "notify" -> verdict.write("notifies");
      case "lock" -> verdict.write("locks a table");
      case "alter" -> {
        verdict.changesCatalog("changes the database (alter)");
        DefinitionScan.scan(statement, grammar, verdict);
      }
      case "drop", "import", "reassign" ->
          verdict.changesCatalog("changes the database (" + head + ")");
      case "truncate",
          "comment",
          "grant",
          "revoke",
          "vacuum",
          "analyze",
          "analyse",
          "cluster",
          "reindex",
          "refresh",
          "security",
          "checkpoint" ->
          verdict.write("changes the database (" + head + ")");
      default -> {
        if (!TransactionStatements.judge(statement, verdict)) {
          verdict.unknown("starts with a word that is not understood");
        }
      }
    }
  }

  private static void unnamed(Statement statement, Grammar grammar, Verdict verdict) {
    if (statement.isCallEscape()) {
      verdict.mayPin("runs a procedure");
    } else if (statement.isSymbol(0, '(') && statement.startsWith(Statement.QUERY_STARTS)) {
      BodyScan.scan(statement, grammar, verdict);
    } else {
      verdict.unknown("starts with something that is not understood");
    }
  }

  private static void explain(Statement statement, Grammar grammar, Verdict verdict) {
    int i = 1;
    if (statement.isSymbol(1, '(') && !statement.from(1).startsWith(Statement.QUERY_STARTS)) {
      i = statement.behindParentheses(1);
    }
    while (EXPLAIN_WORDS.contains(statement.word(i))) {
      i++;
    }
    Statement explained = statement.from(i);
    if (explained.startsWith(EXPLAINABLE)) {
      judge(explained, grammar, verdict);
      verdict.explained();
    } else {
      verdict.unknown("explains something that is not understood");
    }
  }

  // COPY (query) TO STDOUT and COPY table TO STDOUT read; all others write a table or a file.
  private static void copy(Statement statement, Grammar grammar, Verdict verdict) {
    boolean query = statement.isSymbol(1, '(');
    int i = query ? statement.behindParentheses(1) : 1;
    while (i < statement.size() && !statement.isWord(i, "to") && !statement.isWord(i, "from")) {
      i = statement.isSymbol(i, '(') ? statement.behindParentheses(i) : i + 1;
    }
    if (!statement.isWord(i, "to") || !statement.isWord(i + 1, "stdout")) {
      verdict.write("copies into a table or file");
    }
    if (!query) {
      new Relations(statement, grammar, verdict).copied();
    } else {
      Statement copied = statement.between(2, statement.behindParentheses(1) - 1);
      if (copied.startsWith(Statement.QUERY_STARTS)) {
        BodyScan.scan(copied, grammar, verdict);
      } else {
        verdict.pin("copies something other than a query");
      }
    }
  }

  private static void create(Statement statement, Grammar grammar, Verdict verdict) {
    if (TEMPORARY.contains(statement.word(1))) {
      verdict.write("creates a temporary object"); // which no catalog tells of
    } else {
      verdict.changesCatalog("changes the database (create)");
    }
    if (statement.hasWord(TEMPORARY) || statement.hasTemporarySchema()) {
      verdict.changesSession(SessionEffect.SHOWN);
    }
    if (statement.isWord(1, "index") || statement.isWord(2, "index")) {
      DefinitionScan.scan(statement, grammar, verdict);
    }
    int as = statement.firstWord("as");
    Statement source = statement.from(as + 1);
    if (as > 0 && source.startsWith(Statement.QUERY_STARTS)) {
      BodyScan.scan(source, grammar, verdict);
    } else if (as > 0 && source.isWord(0, "execute")) {
      verdict.changesSession(SessionEffect.SHOWN);
    }
  }

  private static void set(Statement statement, Grammar grammar, Verdict verdict) {
    switch (statement.word(1)) {
      case "transaction" -> {
        verdict.transaction(TransactionControl.OTHER, "sets the transaction");
        if (statement.hasWord("snapshot")) {
          verdict.write("takes a snapshot of one node");
        }
      }
      case "constraints" -> verdict.transaction(TransactionControl.OTHER, "sets constraints");
      case "local" -> verdict.session("sets for the transaction", false);
      default -> {
        verdict.session("sets for the session", true);
        verdict.sets(SettingStatements.set(statement, grammar));
      }
    }
  }

  private static void reset(Statement statement, Verdict verdict) {
    verdict.session("resets settings", true);
    verdict.sets(SettingStatements.reset(statement));
  }

  private static void prepare(Statement statement, Verdict verdict) {
    if (statement.isWord(1, "transaction")) {
      verdict.transaction(TransactionControl.OTHER, "prepares the transaction");
      verdict.write("prepares the transaction");
    } else {
      verdict.pin("prepares a statement");
    }
  }
}
