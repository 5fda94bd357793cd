package dev.lagrange.routing.sql;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Judges the body of a stored function of MySQL (manual, "Compound Statement Syntax"): looks for
 * what may be left in the session, and for what is called. What the server forbids in functions
 * (transactions, dynamic SQL) is not understood here, and need not be.
 *
 * <p>SET is harmless for what the body declares; any other name is a variable of the session's. The
 * blocks that a declaration holds in are not told apart. Each name may be a relation's: one too
 * many rather than one too few.
 */
final class MysqlBody {

  private static final Set<String> REFUSED =
      Set.of(
          "alter",
          "call",
          "create",
          "deallocate",
          "drop",
          "execute",
          "flush",
          "handler",
          "kill",
          "load",
          "lock",
          "prepare",
          "sql_calc_found_rows",
          "temporary",
          "unlock",
          "use",
          "xa");

  /** An expression may follow in parentheses, as a function's arguments do. */
  private static final Set<String> BEFORE_EXPRESSION =
      Set.of("declare", "elseif", "if", "return", "while");

  private static final Set<String> SETTING = Set.of("insert", "update", "replace");
  private static final Set<String> CHARACTER = Set.of("character", "char", "charset");
  private static final Set<String> HANDLING = Set.of("continue", "exit", "undo");
  private static final Set<String> NO_VARIABLE = Set.of("cursor", "condition");

  private final Statement body;
  private final Grammar grammar;
  private final Verdict verdict;
  private final Set<String> declared = new HashSet<>();

  private MysqlBody(Statement body, Grammar grammar, Verdict verdict) {
    this.body = body;
    this.grammar = grammar;
    this.verdict = verdict;
  }

  static void judge(Statement body, Grammar grammar, Verdict verdict) {
    new MysqlBody(body, grammar, verdict).run();
  }

  private void run() {
    int start = 0;
    for (int i = 0; i <= body.size(); i++) {
      if (i == body.size() || body.isSymbol(i, ';')) {
        part(body.between(start, i));
        start = i + 1;
      }
    }
  }

  /** What stands before a semicolon: words of control, and at most one statement behind them. */
  private void part(Statement part) {
    Tokens rest = new Tokens(part.size());
    boolean modifies = false;
    boolean sets = false;
    int depth = 0;
    int i = 0;
    while (i < part.size()) {
      token(part, i);
      depth += part.isSymbol(i, '(') ? 1 : part.isSymbol(i, ')') ? -1 : 0;
      if (isBeforeExpression(part, i)) {
        rest.add(TokenKind.NUMBER, "", 0, 0); // for the word, since no function is named so
      } else {
        part.addTo(rest, i);
      }
      boolean assigns = sets && depth == 0 && part.isSymbol(i, ',');
      if (depth == 0 && !part.isSymbol(i + 1, '(')) {
        modifies |= SETTING.contains(part.word(i));
        if (part.isWord(i, "set") && !modifies && !CHARACTER.contains(part.word(i - 1))) {
          sets = true;
          assigns = true;
        }
      }
      if (assigns) {
        i = target(part, i + 1);
      } else {
        i = part.isWord(i, "declare") ? declaration(part, i + 1) : i + 1;
      }
    }
    BodyScan.scan(part.withTokens(rest), grammar, verdict);
  }

  private static boolean isBeforeExpression(Statement part, int i) {
    return BEFORE_EXPRESSION.contains(part.word(i)) || (i == 0 && part.isWord(i, "until"));
  }

  private void token(Statement part, int i) {
    if (part.kind(i) == TokenKind.VARIABLE) {
      verdict.pin("uses a variable of the session");
    }
    if (!part.isName(i) || part.isSymbol(i - 1, '.')) {
      return;
    }
    if (REFUSED.contains(part.word(i)) && !isHarmless(part, i)) {
      verdict.pin("may change the session (" + part.text(i) + ")");
    }
    int last = i;
    while (part.isSymbol(last + 1, '.') && part.isName(last + 2)) {
      last += 2;
    }
    if (!grammar.isReserved(part.word(i))) {
      verdict.touches(grammar.name(part, i, last));
    }
  }

  private static boolean isHarmless(Statement part, int i) {
    return switch (part.word(i)) {
      case "handler" -> part.isWord(i - 2, "declare");
      case "lock" -> part.isWord(i + 1, "in"); // … IN SHARE MODE
      case "use" -> part.isWord(i + 1, "index") || part.isWord(i + 1, "key");
      default -> false;
    };
  }

  /** What SET assigns to; returns where the value starts. */
  private int target(Statement part, int i) {
    boolean assigned = part.isSymbol(i + 1, '=') || part.isSymbol(i + 1, Tokens.ASSIGN);
    if (assigned && part.isName(i) && declared.contains(folded(part, i))) {
      return i + 2;
    }
    verdict.pin("sets for the session");
    return i;
  }

  /** {@code name, name type DEFAULT value}; returns where the value starts, or the part ends. */
  private int declaration(Statement part, int i) {
    if (HANDLING.contains(part.word(i)) && part.isWord(i + 1, "handler")) {
      return i;
    }
    if (NO_VARIABLE.contains(part.word(i + 1))) {
      return i;
    }
    declared.add(folded(part, i));
    int at = i + 1;
    while (at < part.size() && !part.isWord(at, "default")) {
      if (part.isSymbol(at, ',') && part.isName(at + 1)) {
        declared.add(folded(part, at + 1));
      }
      at++;
    }
    return at + 1;
  }

  private static String folded(Statement part, int i) {
    return part.text(i).toLowerCase(Locale.ROOT);
  }
}
