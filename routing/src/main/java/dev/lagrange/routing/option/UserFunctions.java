package dev.lagrange.routing.option;

/** What decides where a user's function may run. */
public enum UserFunctions {
  /** On the primary; its body says whether it may change the session. */
  JUDGED,
  /** Anywhere, if the catalog labels it stable or immutable; any other as {@link #JUDGED}. */
  CATALOG
}
