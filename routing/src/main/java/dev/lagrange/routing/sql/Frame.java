package dev.lagrange.routing.sql;

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
}
