package dev.lagrange.routing.sql;

import java.util.Locale;
import java.util.Set;

/**
 * Looks in a statement, at every depth, for what keeps it from a replica: locking clauses, INTO,
 * data modified in WITH, variables, relations of one node, and {@linkplain Calls calls}.
 */
final class BodyScan {

  private static final Set<String> TEMPORARY = Set.of("temp", "temporary", "local", "global");
  private static final Set<String> INTO_WORDS = Set.of("table", "unlogged");
  private static final Set<String> GROUPINGS = Set.of("sets", "cube", "rollup");

  private static final Set<String> AFTER_ALIAS =
      Set.of(
          "join",
          "inner",
          "left",
          "right",
          "full",
          "cross",
          "natural",
          "on",
          "using",
          "straight_join",
          "where");
  private static final Set<String> BEFORE_VALUES =
      Set.of("union", "intersect", "except", "all", "distinct");

  private final Statement statement;
  private final Grammar grammar;
  private final Verdict verdict;
  private final Calls calls;
  private final Relations relations;
  private Frame frame = new Frame();

  private BodyScan(Statement statement, Grammar grammar, Verdict verdict) {
    this.statement = statement;
    this.grammar = grammar;
    this.verdict = verdict;
    this.calls = new Calls(statement, grammar, verdict);
    this.relations = new Relations(statement, grammar, verdict);
  }

  static void scan(Statement statement, Grammar grammar, Verdict verdict) {
    new BodyScan(statement, grammar, verdict).run();
  }

  private void run() {
    for (int i = 0; i < statement.size(); i++) {
      switch (statement.kind(i)) {
        case SYMBOL -> symbol(i, statement.mark(i));
        case VARIABLE -> verdict.session("reads a variable", false);
        case WORD -> {
          boolean behindDot = statement.isSymbol(i - 1, '.');
          if (!behindDot) {
            word(i, statement.text(i));
          }
          name(i, behindDot);
        }
        case QUOTED -> name(i, statement.isSymbol(i - 1, '.'));
        default -> {}
      }
    }
    if (frame.outer != null) {
      verdict.unknown("has an open parenthesis");
    } else if (frame.clause == Clause.WITH) {
      verdict.unknown("has no statement after WITH");
    }
  }

  private void symbol(int i, char symbol) {
    switch (symbol) {
      case '(' -> {
        if (frame.clause == Clause.WITH && statement.isSymbol(i - 1, ')')) {
          frame.clause = Clause.EXPRESSION; // WITH … (SELECT …)
        }
        frame = new Frame(frame, statement.word(i - 1), startsIn(i));
      }
      case ')' -> {
        if (frame.outer == null) {
          verdict.unknown("has a closing parenthesis too many");
        } else {
          String closed = frame.opener;
          frame = frame.leave();
          frame.closed = closed;
          if (frame.clause == Clause.WITH
              && (closed.equals("as") || closed.equals("materialized"))) {
            frame.declared();
          }
        }
      }
      case ',' -> {
        if (frame.clause == Clause.ON && frame.brackets == 0) {
          frame.clause = Clause.FROM;
        }
      }
      case '[' -> frame.brackets++;
      case ']' -> frame.brackets--;
      case Tokens.ASSIGN -> {
        if (grammar.isMysql()) {
          verdict.session("assigns a variable", true);
        }
      }
      default -> operator(i);
    }
  }

  /** An operator of a user's may be any part of the symbols that stand together. */
  private void operator(int i) {
    int longest = grammar.longestOperator();
    if (longest == 0) {
      return;
    }
    StringBuilder symbols = new StringBuilder(longest);
    for (int at = i; at < i + longest && (at == i || statement.touches(at)); at++) {
      symbols.append(statement.text(at));
      if (grammar.operators().contains(symbols.toString())) {
        verdict.mayPin("uses the operator " + symbols + ", not known to be safe");
      }
    }
  }

  // a join in parentheses continues FROM, grouping sets GROUP BY; a function's arguments do not
  private Clause startsIn(int i) {
    if (frame.clause == Clause.GROUP && GROUPINGS.contains(statement.word(i - 1))) {
      return Clause.GROUP;
    }
    boolean joins =
        switch (statement.word(i - 1)) {
          case "from", "join", "only" -> true;
          case "" -> statement.isSymbol(i - 1, ',') || statement.isSymbol(i - 1, '(');
          default -> false;
        };
    return joins && frame.clause == Clause.FROM ? Clause.FROM : Clause.EXPRESSION;
  }

  private void word(int i, String word) {
    switch (word) {
      case "where",
          "having",
          "window",
          "order",
          "limit",
          "offset",
          "fetch",
          "union",
          "intersect",
          "except",
          "returning" -> {
        if (frame.clause != Clause.WITH && !isAlias(i)) {
          frame.clause = Clause.EXPRESSION;
        }
      }
      case "set" -> {
        if (frame.clause != Clause.WITH && frame.modifies) {
          frame.clause = Clause.EXPRESSION;
        }
      }
      case "with" -> {
        if (i == 0 || statement.isSymbol(i - 1, '(') || startsWithInModification(i)) {
          frame.clause = Clause.WITH;
        }
      }
      case "select", "table" -> {
        frame.query |= word.equals("select");
        frame.clause = Clause.EXPRESSION;
      }
      case "values" -> {
        if (isListOfRows(i)) {
          frame.clause = Clause.EXPRESSION;
        }
      }
      case "from" -> {
        if (frame.query && !isDistinctFrom(i)) {
          frame.clause = Clause.FROM;
        }
      }
      case "join", "straight_join" -> {
        // whatever went before, a name that looked like a clause perhaps: only FROM has joins
        if (frame.clause == Clause.ON || (frame.query && !statement.isSymbol(i + 1, '('))) {
          frame.clause = Clause.FROM;
        }
      }
      case "on" -> {
        if (frame.clause == Clause.FROM) {
          frame.clause = Clause.ON;
        }
      }
      case "group" -> {
        if (statement.isWord(i + 1, "by")) {
          frame.clause = Clause.GROUP;
        }
      }
      case "into" -> into(i);
      case "for" -> lock(i);
      case "lock" -> {
        if (statement.isWord(i + 1, "in")) {
          verdict.write("locks rows (LOCK IN SHARE MODE)");
        }
      }
      case "insert", "update", "delete", "merge", "replace" -> modification(i);
      case "value" -> {
        if (statement.isWord(i - 1, "next") || statement.isWord(i - 1, "previous")) {
          verdict.write("uses a sequence");
        }
      }
      default -> {}
    }
  }

  private boolean startsWithInModification(int i) {
    return frame.modifies
        && (statement.isWord(i + 1, "recursive")
            || statement.isWord(i + 2, "as")
            || statement.isSymbol(i + 2, '('));
  }

  /** Whether a word that may start a clause is the alias of what FROM lists. */
  private boolean isAlias(int i) {
    return (frame.clause == Clause.FROM || frame.clause == Clause.ON)
        && (statement.isSymbol(i + 1, ',') || AFTER_ALIAS.contains(statement.word(i + 1)));
  }

  /** Whether VALUES is the list of rows here, and no name. */
  private boolean isListOfRows(int i) {
    return i == 0
        || statement.isSymbol(i - 1, '(')
        || (statement.isSymbol(i - 1, ')')
            && frame.clause != Clause.FROM
            && frame.clause != Clause.ON)
        || BEFORE_VALUES.contains(statement.word(i - 1))
        || frame.modifies;
  }

  private boolean isDistinctFrom(int i) {
    int is = statement.isWord(i - 2, "not") ? i - 3 : i - 2;
    return statement.isWord(i - 1, "distinct")
        && statement.isWord(is, "is")
        && !statement.isSymbol(is - 1, '.');
  }

  private void into(int i) {
    int target = i + 1;
    while (INTO_WORDS.contains(statement.word(target))) {
      target++;
    }
    if (statement.kind(target) == TokenKind.VARIABLE) {
      verdict.pin("selects into a variable");
    } else if (TEMPORARY.contains(statement.word(target)) || statement.isTemporarySchema(target)) {
      verdict.pin("selects into a temporary table");
    } else {
      verdict.write("selects into a table or file");
    }
  }

  private void lock(int i) {
    String strength = statement.word(i + 1);
    boolean noKey = strength.equals("no") && statement.isWord(i + 2, "key");
    boolean key = strength.equals("key") && statement.isWord(i + 2, "share");
    if (noKey || key || strength.equals("update") || strength.equals("share")) {
      String clause =
          noKey ? "NO KEY UPDATE" : key ? "KEY SHARE" : strength.toUpperCase(Locale.ROOT);
      verdict.write("locks rows (FOR " + clause + ")");
    }
  }

  // Modifying statements start a statement, or stand in WITH or behind it; elsewhere it is a name.
  private void modification(int i) {
    boolean starts = i == 0 || statement.isSymbol(i - 1, '(') || statement.isSymbol(i - 1, ')');
    boolean function = statement.isSymbol(i + 1, '(');
    if (frame.clause == Clause.WITH || (starts && !function)) {
      frame.clause = Clause.EXPRESSION;
      frame.query = true;
      frame.modifies = true;
      verdict.write("modifies data");
    }
  }

  private void name(int i, boolean behindDot) {
    if (!behindDot) {
      relations.name(i, frame);
    }
    String name = statement.text(i);
    if (statement.isSymbol(i + 1, '(')) {
      calls.nameBeforeParenthesis(i, frame);
    } else if (grammar.isNodeRelation(name)) {
      verdict.write("answers differ by node (" + name + ")");
    } else if (behindDot) {
      calls.attribute(name);
    }
  }
}
