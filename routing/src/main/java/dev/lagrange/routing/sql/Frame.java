package dev.lagrange.routing.sql;

import java.util.HashSet;
import java.util.Map;
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

  // all frames of a statement share it, so that a name is found without a walk through them
  private final Map<String, Integer> inScope;
  private Set<String> declared = Set.of();
  private String declaring = "";
  private boolean recursive;

  /**
   * What follows an opening parenthesis.
   *
   * @param opener the word before the parenthesis
   * @param clause the clause it starts in
   * @param inScope the names that WITH declares here or further out, and in how many frames
   */
  Frame(String opener, Clause clause, Map<String, Integer> inScope) {
    this.opener = opener;
    this.inScope = inScope;
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
    if (declared.add(declaring)) {
      inScope.merge(declaring, 1, Integer::sum);
    }
    declaring = "";
  }

  /** The parenthesis closes: what was declared here holds no more. */
  void leave() {
    for (String name : declared) {
      inScope.computeIfPresent(name, (key, frames) -> frames == 1 ? null : frames - 1);
    }
  }

  /** Whether WITH declares the name here or further out. */
  boolean isOfWith(String name) {
    return inScope.containsKey(name);
  }
}
