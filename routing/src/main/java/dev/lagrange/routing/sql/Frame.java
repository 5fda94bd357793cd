package dev.lagrange.routing.sql;

import java.util.HashSet;
import java.util.Set;

/** What is between one pair of parentheses, or outside of all. Mutable. */
final class Frame {

  final String opener;
  Clause clause;

  /**
   * Whether a query starts here, so that FROM is a clause and not part of a function's arguments.
   */
  boolean query;

  /** Whether data is modified here. */
  boolean modifies;

  /** How many brackets are open: a comma within them belongs to an array. */
  int brackets;

  /** The word before the parentheses that closed last. */
  String closed = "";

  private Set<String> declared = Set.of();
  private String declaring = "";
  private boolean recursive;

  /**
   * What follows an opening parenthesis.
   *
   * @param opener the word before the parenthesis
   * @param clause the clause it starts in
   */
  Frame(String opener, Clause clause) {
    this.opener = opener;
    this.clause = clause;
    this.query = clause == Clause.FROM;
  }

  /** WITH gives a name to a query, which holds within it only if it is recursive. */
  void declare(String name, boolean afterRecursive) {
    recursive |= afterRecursive;
    declaring = name;
    if (recursive) {
      declared();
    }
  }

  /** The query that WITH gave a name to ends: from here on the name holds. */
  void declared() {
    if (declaring.isEmpty()) {
      return;
    }
    if (declared.isEmpty()) {
      declared = new HashSet<>();
    }
    declared.add(declaring);
    declaring = "";
  }

  boolean declares(String name) {
    return declared.contains(name);
  }
}
