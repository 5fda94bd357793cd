package dev.lagrange.routing.error;

/**
 * The SQLSTATE of each error that Lagrange raises itself: the standard's where one exists, else one
 * of class {@code LG}, which the standard leaves to implementations. The vendor code stays 0.
 */
public enum SqlState {
  /** {@code 22023}. */
  INVALID_OPTION("22023", "The URL or an option is not valid."),
  /** {@code 08001}. */
  NOT_CONNECTED("08001", "No primary, or no free connection to a node, could be had in time."),
  /** {@code 08003}. */
  CLOSED("08003", "The connection is closed."),
  /** {@code 08006}. */
  NODE_LOST("08006", "The node was lost during a statement outside a transaction."),
  /** {@code 08007}. */
  OUTCOME_UNKNOWN("08007", "The node was lost at commit: whether it took effect is unknown."),
  /** {@code 08P01}. */
  PROTOCOL_VIOLATION("08P01", "A message of the wire protocol is malformed or out of place."),
  /** {@code 0A000}. */
  NOT_SUPPORTED("0A000", "Lagrange does not support this."),
  /** {@code 22001}. */
  TOKEN_DOES_NOT_FIT("22001", "The session token does not fit into what is to carry it."),
  /** {@code 25006}. */
  READ_ONLY("25006", "A write was asked of a read-only session or level."),
  /** {@code 28000}. */
  AUTHENTICATION_REFUSED("28000", "A node refused the user or the password."),
  /** {@code 40001}. */
  PRIMARY_CHANGED("40001", "The primary changed within the transaction: run it again."),
  /** {@code 55000}. */
  NOT_IN_STATE(
      "55000", "The statement is closed, or a transaction manager has to end the transaction."),
  /** {@code 57014}. */
  TIMED_OUT("57014", "A statement or a wait took longer than its time limit."),
  /** {@code LG001}. */
  NOT_FRESH_ENOUGH("LG001", "No node that may serve the read was fresh enough in time."),
  /** {@code LG002}. */
  HISTORY_LOST("LG002", "A failover lost the history that the session token names."),
  /** {@code LG003}. */
  INVALID_TOKEN("LG003", "The session token is malformed, forged or of another cluster."),
  /** {@code LG004}. */
  NO_QUORUM("LG004", "The quorum is not configured or cannot be reached."),
  /** {@code LG005}. */
  NO_TOKEN_STORE("LG005", "The token store cannot be reached, or refuses.");

  private final String code;
  private final String meaning;

  SqlState(String code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  /** The five characters. */
  public String code() {
    return code;
  }

  /** What it says, in one sentence. */
  public String meaning() {
    return meaning;
  }
}
