package dev.lagrange.routing.sql;

import dev.lagrange.routing.catalog.FunctionTrait;
import dev.lagrange.routing.catalog.QualifiedName;
import java.util.Set;

/**
 * Tells calls of functions from all else that looks like them, and says what calling them means.
 *
 * <p>When in doubt it is a call, of a user's function. What cannot be seen in a text stays unseen:
 * functions behind operators, casts, views, policies, defaults and triggers, a user's function
 * written as an attribute ({@code row.f}), and one of a user's that takes a built-in's name by
 * other argument types or by {@code search_path}.
 */
final class Calls {

  private static final int LONGEST_NAME_IN_REASON = 64;

  private static final Set<String> INTERVAL_FIELDS = Set.of("day", "hour", "minute");
  private static final Set<String> OPERATOR_LIKE =
      Set.of("like", "ilike", "join", "overlaps", "escape");
  private static final Set<String> FROM_WORDS =
      Set.of(
          "binary",
          "cross",
          "escape",
          "full",
          "ilike",
          "inner",
          "is",
          "isnull",
          "join",
          "left",
          "like",
          "local",
          "natural",
          "notnull",
          "of",
          "operator",
          "outer",
          "overlaps",
          "repeatable",
          "right",
          "rows",
          "similar",
          "tablesample",
          "zone");
  private static final Set<String> INSERT_WORDS =
      Set.of("insert", "replace", "ignore", "low_priority", "high_priority", "delayed");
  private static final Set<String> DOCUMENT_FUNCTIONS =
      Set.of(
          "xmltable",
          "json_table",
          "columns",
          "json_object",
          "json_objectagg",
          "json_value",
          "json_query",
          "json_exists",
          "xmlexists");

  private final Statement statement;
  private final Grammar grammar;
  private final Verdict verdict;

  Calls(Statement statement, Grammar grammar, Verdict verdict) {
    this.statement = statement;
    this.grammar = grammar;
    this.verdict = verdict;
  }

  /** Judges the name at {@code i}, which an opening parenthesis follows. */
  void nameBeforeParenthesis(int i, Frame frame) {
    int first = i;
    while (statement.isSymbol(first - 1, '.') && statement.isName(first - 2)) {
      first -= 2;
    }
    boolean word = first == i && statement.isWord(i);
    if (word && (grammar.isReserved(statement.word(i)) || isConstruct(i, frame))) {
      return;
    }
    if (!isTypeOrAlias(first, frame)) {
      // MySQL takes a name in quotes for a built-in function of most names, but not of all
      call(grammar.name(statement, first, i), grammar.isMysql() && !word);
    }
  }

  /**
   * Judges a name behind a dot: {@code (x).f} calls f where x has no such column. Of built-in
   * functions those that matter are known; a user's stays unseen.
   */
  void attribute(String name) {
    if (name.equals("nextval") || name.equals("lastval")) {
      verdict.write("uses a sequence");
    } else if (!grammar.isMysql() && grammar.isUnsafe(name)) {
      call(QualifiedName.of(name), false);
    }
  }

  private void call(QualifiedName function, boolean users) {
    verdict.calls(function);
    FunctionTrait trait = users ? grammar.usersFunction(function) : grammar.function(function);
    if (trait == FunctionTrait.SAFE) {
      return;
    }
    String full = function.toString();
    String name =
        full.length() > LONGEST_NAME_IN_REASON ? full.substring(0, LONGEST_NAME_IN_REASON) : full;
    switch (trait) {
      case SAFE -> {}
      case PRIMARY -> verdict.write("calls " + name);
      case NODE -> verdict.write("answers differ by node (" + name + ")");
      case SESSION -> verdict.pin("calls " + name + ", which changes the session");
      case UNSEEN -> verdict.mayPin("calls " + name + ", not known to be safe");
    }
  }

  /** Whether it is a type with modifiers, or a table's alias or name with a list of columns. */
  private boolean isTypeOrAlias(int first, Frame frame) {
    int before = first - 1;
    if (statement.isSymbol(first - 2, '{')) {
      return false; // {fn f(x)}
    }
    String word = statement.word(before);
    if (statement.isSymbol(before, Tokens.CAST) || word.equals("as") || word.equals("into")) {
      return true;
    }
    if (frame.clause == Clause.WITH) {
      return word.equals("with") || word.equals("recursive") || statement.isSymbol(before, ',');
    }
    if (frame.clause == Clause.FROM) {
      return statement.isSymbol(before, ')') || (!grammar.isMysql() && isTableName(before));
    }
    return first <= 4
        && INSERT_WORDS.contains(statement.text(before))
        && INSERT_WORDS.contains(statement.word(0));
  }

  private boolean isTableName(int i) {
    String name = statement.text(i);
    return statement.kind(i) == TokenKind.QUOTED
        || (statement.isWord(i) && !FROM_WORDS.contains(name) && !grammar.isReserved(name));
  }

  /** Whether the word, which may name a function, is part of a construct where it stands. */
  private boolean isConstruct(int i, Frame frame) {
    String previous = statement.word(i - 1);
    String word = statement.word(i);
    return switch (word) {
      case "over", "filter", "against" ->
          (statement.isSymbol(i - 1, ')') && !isBehindDistinctOn(i, frame))
              || previous.equals("nulls");
      case "by" ->
          previous.equals("group") || previous.equals("order") || previous.equals("partition");
      case "cube", "rollup" -> frame.clause == Clause.GROUP && !grammar.isMysql();
      case "sets" -> previous.equals("grouping");
      case "varying" ->
          previous.startsWith("char") || previous.equals("bit") || previous.equals("nchar");
      case "second" ->
          (previous.equals("to") && INTERVAL_FIELDS.contains(statement.word(i - 2)))
              || previous.equals("interval")
              || statement.kind(i - 1) == TokenKind.STRING;
      case "operator" -> isQualifiedOperator(i + 2);
      case "bernoulli", "system" -> previous.equals("tablesample");
      case "repeatable" -> statement.isSymbol(i - 1, ')') && frame.clause == Clause.FROM;
      case "first", "next" -> previous.equals("fetch");
      case "zone" -> previous.equals("time");
      case "materialized" -> frame.clause == Clause.WITH;
      case "set" -> frame.modifies;
      case "insert" -> frame.modifies && previous.equals("then");
      case "conflict" -> frame.modifies && frame.clause != Clause.ON && previous.equals("on");
      case "any", "some" ->
          statement.kind(i - 1) == TokenKind.SYMBOL
              && Statement.QUERY_STARTS.contains(statement.word(i + 2));
      case "document", "content" ->
          (frame.opener.equals("xmlparse") || frame.opener.equals("xmlserialize"))
              && statement.isSymbol(i - 1, '(');
      case "columns", "value", "passing" ->
          DOCUMENT_FUNCTIONS.contains(frame.opener) && isInfix(i, frame);
      default -> !grammar.isMysql() && OPERATOR_LIKE.contains(word) && isInfix(i, frame);
    };
  }

  private boolean isInfix(int i, Frame frame) {
    String previous = statement.word(i - 1);
    if (isBehindDistinctOn(i, frame) || OPERATOR_LIKE.contains(previous)) {
      return false;
    }
    return previous.equals("not")
        ? statement.endsOperand(i - 2)
        : statement.endsOperand(i - 1) && !grammar.isReserved(statement.text(i - 1));
  }

  // DISTINCT ON (x) is the one place where an operand follows a closing parenthesis
  private boolean isBehindDistinctOn(int i, Frame frame) {
    return statement.isSymbol(i - 1, ')') && frame.closed.equals("on");
  }

  // OPERATOR(pg_catalog.+): names and dots, then the operator
  private boolean isQualifiedOperator(int i) {
    int at = i;
    while (statement.isName(at) && statement.isSymbol(at + 1, '.')) {
      at += 2;
    }
    return statement.kind(at) == TokenKind.SYMBOL
        && !statement.isSymbol(at, '(')
        && !statement.isSymbol(at, ')');
  }
}
