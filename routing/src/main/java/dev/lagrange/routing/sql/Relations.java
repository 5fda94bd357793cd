package dev.lagrange.routing.sql;

import dev.lagrange.routing.catalog.QualifiedName;
import dev.lagrange.routing.catalog.RelationTrait;
import java.util.Set;

/**
 * Tells the names of relations in a statement from all other names, and says what reading them
 * means. Names that WITH declares are none where they hold; when in doubt a name is a relation's.
 */
final class Relations {

  private static final Set<String> NO_TARGET = Set.of("for", "do", "key", "on", "then");

  private final Statement statement;
  private final Grammar grammar;
  private final Verdict verdict;

  Relations(Statement statement, Grammar grammar, Verdict verdict) {
    this.statement = statement;
    this.grammar = grammar;
    this.verdict = verdict;
  }

  /** Looks at the name that starts at {@code i}. */
  void name(int i, Frame frame) {
    if (frame.clause == Clause.WITH && isDeclared(i)) {
      frame.declare(statement.text(i), statement.isWord(i - 1, "recursive"));
      return;
    }
    if (!isPlaceOfRelation(i, frame) || isNoRelation(i)) {
      return;
    }
    int last = i;
    while (statement.isSymbol(last + 1, '.') && statement.isName(last + 2)) {
      last += 2;
    }
    boolean target = statement.isWord(i - 1, "into");
    if (statement.isSymbol(last + 1, '(') && !target && !grammar.isMysql()) {
      return; // a function
    }
    if (last > i || !frame.isOfWith(statement.text(i))) {
      touch(grammar.name(statement, i, last));
    }
  }

  /** The table of COPY, which stands behind that word or behind BINARY. */
  void copied() {
    int first = statement.isWord(1, "binary") ? 2 : 1;
    if (statement.isName(first)) {
      boolean qualified = statement.isSymbol(first + 1, '.');
      touch(grammar.name(statement, first, qualified ? first + 2 : first));
    }
  }

  /** Notes a relation, and what the catalog says of it. */
  void touch(QualifiedName name) {
    verdict.touches(name);
    RelationTrait trait = grammar.relation(name);
    if (trait == null) {
      verdict.write("names " + name + ", which the catalog does not know");
    } else if (trait == RelationTrait.UNSEEN) {
      verdict.mayPin(name + " " + trait.sentence());
    } else if (trait != RelationTrait.PLAIN) {
      verdict.write(name + " " + trait.sentence());
    }
  }

  private boolean isDeclared(int i) {
    String before = statement.word(i - 1);
    boolean listed =
        before.equals("with") || before.equals("recursive") || statement.isSymbol(i - 1, ',');
    // a list of columns (SEARCH … BY a, b) declares nothing
    return listed && (statement.isWord(i + 1, "as") || statement.isSymbol(i + 1, '('));
  }

  private boolean isPlaceOfRelation(int i, Frame frame) {
    boolean listed = frame.clause == Clause.FROM;
    return switch (statement.word(i - 1)) {
      case "only", "table" -> true;
      case "into", "using" -> frame.query;
      case "from", "join", "straight_join", "oj" -> listed;
      case "update" -> !listed && !NO_TARGET.contains(statement.word(i - 2));
      case "" -> listed && (statement.isSymbol(i - 1, ',') || statement.isSymbol(i - 1, '('));
      default -> false;
    };
  }

  private boolean isNoRelation(int i) {
    String word = statement.word(i);
    return grammar.isNoRelation(word)
        || word.equals("lateral")
        || word.equals("only")
        || (word.equals("dual") && grammar.isMysql())
        || (word.equals("json_table") && statement.isSymbol(i + 1, '('))
        || (word.equals("rows") && statement.isWord(i + 1, "from"));
  }
}
