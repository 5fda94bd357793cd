package dev.lagrange.routing.sql;

import dev.lagrange.routing.catalog.FunctionTrait;
import java.util.Set;

/**
 * Looks in ALTER and CREATE INDEX of PostgreSQL for functions that run meanwhile and may leave the
 * session changed: a new column's default, a check of the rows there are, what an index holds.
 */
final class DefinitionScan {

  private static final Set<String> EXPRESSION_STARTS =
      Set.of("default", "check", "using", "as", "index", "exclude");
  private static final Set<String> NO_FUNCTIONS =
      Set.of(
          "set", "reset", "key", "include", "over", "filter", "varying", "by", "values", "exclude");
  private static final Set<String> NAMED_BY =
      Set.of("on", "only", "references", "table", "column", "opclass");

  private final Statement statement;
  private final Grammar grammar;
  private final Verdict verdict;

  private DefinitionScan(Statement statement, Grammar grammar, Verdict verdict) {
    this.statement = statement;
    this.grammar = grammar;
    this.verdict = verdict;
  }

  static void scan(Statement statement, Grammar grammar, Verdict verdict) {
    new DefinitionScan(statement, grammar, verdict).run();
  }

  private void run() {
    boolean expressions = false;
    for (int i = 1; i < statement.size(); i++) {
      expressions |= EXPRESSION_STARTS.contains(statement.word(i));
      if (expressions && statement.isName(i) && statement.isSymbol(i + 1, '(')) {
        nameBeforeParenthesis(i);
      }
    }
  }

  private void nameBeforeParenthesis(int i) {
    int first = i;
    while (statement.isSymbol(first - 1, '.') && statement.isName(first - 2)) {
      first -= 2;
    }
    String before = statement.word(first - 1);
    boolean alone = first == i && statement.isWord(i);
    String word = statement.word(i);
    if (NAMED_BY.contains(before)
        || (alone && (grammar.isReserved(word) || NO_FUNCTIONS.contains(word)))
        || (before.equals("using") && isAccessMethod(first))) {
      return;
    }
    FunctionTrait trait = grammar.function(grammar.name(statement, first, i));
    if (trait == FunctionTrait.UNSEEN) {
      verdict.changesSession(SessionEffect.UNSEEN);
    } else if (trait == FunctionTrait.SESSION) {
      verdict.changesSession(SessionEffect.SHOWN);
    }
  }

  // an index is made USING a method; a column's type is changed USING an expression
  private boolean isAccessMethod(int i) {
    return statement.isWord(0, "create") || statement.isWord(i - 2, "exclude");
  }
}
