package dev.lagrange.routing.catalog;

/** Where a relation may be read; the later of two restricts more. */
public enum RelationTrait {
  /** Anywhere: its rows are replicated, and reading it runs no code that matters. */
  PLAIN("is replicated"),
  /** On the primary: it answers for one node only. */
  NODE("answers differ by node"),
  /** On the primary: a replica has none of its rows. */
  UNLOGGED("is unlogged, which replicas do not have"),
  /** On the primary: what a replica reaches behind it, and with whose rights, nobody knows. */
  FOREIGN("is a foreign table"),
  /** On the primary: a view or a row-level policy calls what must run there. */
  PRIMARY("is a view, or has a policy, that must run on the primary"),
  /** On the primary: a view or a row-level policy may change the session. */
  UNSEEN("is a view, or has a policy, with code not known to be safe");

  private final String sentence;

  RelationTrait(String sentence) {
    this.sentence = sentence;
  }

  /** What is to be said of such a relation behind its name. */
  public String sentence() {
    return sentence;
  }

  /** The one of both that restricts more. */
  public RelationTrait or(RelationTrait other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
