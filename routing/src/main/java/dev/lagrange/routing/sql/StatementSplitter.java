package dev.lagrange.routing.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Cuts a text into statements at its semicolons, except for those that belong to what CREATE makes:
 * the body of a stored program, the actions of a rule.
 */
final class StatementSplitter {

  private static final Set<String> MYSQL_PROGRAMS =
      Set.of("procedure", "function", "trigger", "event", "package");

  private static final Set<String> POSTGRESQL_ROUTINES = Set.of("function", "procedure");

  private final Dialect dialect;
  private boolean creates;
  private boolean program;
  private boolean routine;
  private int start;
  private int depth;
  private int blocks;

  private StatementSplitter(Dialect dialect) {
    this.dialect = dialect;
  }

  /** The statements of a text, without empty ones. */
  static List<Statement> split(Dialect dialect, String sql, Tokens tokens) {
    Statement text = new Statement(sql, tokens);
    if (tokens.hasSymbol(';')) {
      return new StatementSplitter(dialect).split(text);
    }
    return text.size() == 0 ? List.of() : List.of(text);
  }

  private List<Statement> split(Statement text) {
    List<Statement> statements = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= text.size(); i++) {
      if (i < text.size() && !(text.isSymbol(i, ';') && ends(text, i))) {
        enter(text, i, i == start);
        continue;
      }
      if (i > start) {
        statements.add(text.between(start, i));
      }
      start = i + 1;
    }
    return statements;
  }

  private boolean ends(Statement text, int i) {
    boolean inside = creates && (depth > 0 || blocks > 0 || (program && i + 1 < text.size()));
    return !inside;
  }

  private void enter(Statement text, int i, boolean first) {
    if (first) {
      start = i;
      creates = text.isWord(i, "create");
      program = false;
      routine = false;
      depth = 0;
      blocks = 0;
    }
    if (!creates) {
      return;
    }
    if (text.kind(i) == TokenKind.SYMBOL) {
      depth += text.isSymbol(i, '(') ? 1 : text.isSymbol(i, ')') ? -1 : 0;
    } else if (dialect == Dialect.MYSQL) {
      program |= MYSQL_PROGRAMS.contains(text.word(i));
    } else {
      block(text, i);
    }
  }

  // BEGIN ATOMIC … END, where CASE … END may stand within
  private void block(Statement text, int i) {
    routine |= i <= start + 3 && POSTGRESQL_ROUTINES.contains(text.word(i));
    switch (text.word(i)) {
      case "atomic" -> blocks += routine && blocks == 0 && text.isWord(i - 1, "begin") ? 1 : 0;
      case "case" -> blocks += blocks > 0 ? 1 : 0;
      case "end" -> blocks -= blocks > 0 ? 1 : 0;
      default -> {}
    }
  }
}
