package dev.lagrange.routing.sql;

import java.util.Set;

/**
 * Judges the body of a function in PL/pgSQL (manual, "PL/pgSQL"): its SQL statements as statements,
 * the expressions between its own words as queries.
 */
final class ProceduralBody {

  private static final Set<String> QUERIES =
      Set.of("select", "with", "values", "insert", "update", "delete", "merge");
  private static final Set<String> LONE_WORDS = Set.of("begin", "else", "exception", "loop");
  private static final Set<String> BEFORE_EXPRESSION =
      Set.of("assert", "close", "continue", "exit", "fetch", "get", "move", "perform", "raise");
  private static final Set<String> RETURNED = Set.of("next", "query");
  private static final Set<String> OPENED = Set.of("no", "scroll", "for");

  private final Statement body;
  private final Grammar grammar;
  private final Verdict verdict;
  private boolean declares;

  private ProceduralBody(Statement body, Grammar grammar, Verdict verdict) {
    this.body = body;
    this.grammar = grammar;
    this.verdict = verdict;
  }

  static void judge(Statement body, Grammar grammar, Verdict verdict) {
    new ProceduralBody(body, grammar, verdict).run();
  }

  private void run() {
    int i = 0;
    while (i < body.size()) {
      i = next(i);
    }
  }

  /** Judges what starts there, and returns where the next thing starts. */
  private int next(int i) {
    if (body.isSymbol(i, ';')) {
      return i + 1;
    }
    if (body.isSymbol(i, '#')) {
      return i + 3; // #variable_conflict use_column
    }
    if (body.isSymbol(i, '<') && body.isSymbol(i + 1, '<')) {
      return i + 5; // <<label>>
    }
    String head = body.word(i);
    if (head.equals("declare")) {
      declares = true;
      return i + 1;
    }
    if (LONE_WORDS.contains(head)) {
      declares = false;
      return i + 1;
    }
    return switch (head) {
      case "if", "elsif", "elseif", "when", "case" -> control(i + 1, i + 1, "then");
      case "while", "foreach" -> control(i + 1, i + 1, "loop");
      case "for" -> control(i + 1, behindWord("in", i + 1), "loop");
      default -> {
        int end = end(";", i);
        statement(body.between(i, end), head);
        yield end + 1;
      }
    };
  }

  /** A control structure from its first word on, whose expression ends before a word. */
  private int control(int start, int expression, String word) {
    int end = end(word, start);
    if (body.between(start, end).hasSymbol(';')) {
      verdict.unknown("has a variable that is named like a statement");
    }
    query(body.between(expression, end));
    return end + 1;
  }

  private int behindWord(String word, int start) {
    int i = start;
    while (i < body.size() && !body.isWord(i, word)) {
      i++;
    }
    return i + 1;
  }

  /** Where the word or symbol stands next, outside of parentheses and CASE expressions. */
  private int end(String mark, int start) {
    int cases = 0;
    int i = start;
    while (i < body.size()) {
      boolean found = mark.equals(";") ? body.isSymbol(i, ';') : body.isWord(i, mark);
      if (found && (cases == 0 || mark.equals(";"))) {
        return i;
      }
      cases += body.isWord(i, "case") ? 1 : body.isWord(i, "end") ? -1 : 0;
      i = body.isSymbol(i, '(') ? body.behindParentheses(i) : i + 1;
    }
    return i;
  }

  private void statement(Statement statement, String head) {
    if (declares) {
      declaration(statement);
    } else if (head.equals("return")) {
      query(statement.from(RETURNED.contains(statement.word(1)) ? 2 : 1));
    } else if (head.equals("open")) {
      int i = 2;
      while (OPENED.contains(statement.word(i))) {
        i++;
      }
      query(statement.from(i));
    } else if (BEFORE_EXPRESSION.contains(head)) {
      query(statement.from(1));
    } else if (isAssignment(statement)) {
      query(statement);
    } else if (!head.equals("end") && !head.equals("null")) {
      PostgresStatements.judge(statement, grammar, verdict);
    }
  }

  /** {@code name type := expression}, or {@code name CURSOR (arguments) FOR query}. */
  private void declaration(Statement statement) {
    boolean cursor = false;
    for (int i = 1; i < statement.size(); i++) {
      cursor |= statement.isWord(i, "cursor");
      boolean value =
          statement.isSymbol(i, Tokens.ASSIGN)
              || statement.isSymbol(i, '=')
              || statement.isWord(i, "default");
      if (cursor ? statement.isWord(i, "for") || statement.isWord(i, "is") : value) {
        query(statement.from(i + 1));
        return;
      }
    }
  }

  private static boolean isAssignment(Statement statement) {
    return statement.isName(0)
        && (statement.isSymbol(1, Tokens.ASSIGN)
            || statement.isSymbol(1, '=')
            || statement.isSymbol(1, '.')
            || statement.isSymbol(1, '['));
  }

  private void query(Statement statement) {
    if (statement.hasWord("execute")) {
      verdict.mayPin("runs dynamic SQL");
    } else if (statement.startsWith(QUERIES)) {
      PostgresStatements.judge(statement, grammar, verdict);
    } else {
      Tokens tokens = new Tokens(statement.size() + 1);
      tokens.add(TokenKind.WORD, "select", 0, 0);
      for (int i = 0; i < statement.size(); i++) {
        statement.addTo(tokens, i);
      }
      BodyScan.scan(statement.withTokens(tokens), grammar, verdict);
    }
  }
}
