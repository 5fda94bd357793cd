package dev.lagrange.routing.sql;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is between one pair of parentheses, or outside of all. Mutable. */
final class Frame {

  /** What is around the parentheses; null outside of all. */
  final @Nullable Frame outer;

  /** The word before the opening parenthesis. */
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

  // The names that WITH declares here or further out, and in how many frames: all frames of a
  // statement share it, so that a name is found without a walk through them.
  private final Map<String, Integer> inScope;
  private Set<String> declared = Set.of();
  private String declaring = "";
  private boolean recursive;

  /** What is outside of all parentheses. */
  Frame() {
    this.outer = null;
    this.opener = "";
    this.clause = Clause.EXPRESSION;
    this.inScope = new HashMap<>();
  }

  /** What follows an opening parenthesis, which starts in a clause. */
  Frame(Frame outer, String opener, Clause clause) {
    this.outer = outer;
    this.opener = opener;
    this.clause = clause;
    this.query = clause == Clause.FROM;
    this.inScope = outer.inScope;
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

  /** The parenthesis closes: what was declared here holds no more, in what is around it. */
  Frame leave() {
    for (String name : declared) {
      inScope.computeIfPresent(name, (key, frames) -> frames == 1 ? null : frames - 1);
    }
    return outer == null ? this : outer;
  }

  /** Whether WITH declares the name here or further out. */
  boolean isOfWith(String name) {
    return inScope.containsKey(name);
  }
}
