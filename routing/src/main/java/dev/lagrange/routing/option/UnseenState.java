package dev.lagrange.routing.option;

/**
 * What becomes of a session that a statement may have changed in a way that its text does not show.
 */
public enum UnseenState {
  /** It stays on the connection where the statement ran, with whatever was changed there. */
  PIN,
  /** It goes on without: the connection is made as new once no transaction is open on it. */
  RESET
}
