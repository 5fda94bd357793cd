package dev.lagrange.proxy.wire;

/** A message that is none: what sent it is not to be trusted with another. */
public final class ProtocolException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient String sqlState;

  /** With what is wrong, in the server's words where it has some. */
  public ProtocolException(String message) {
    this("08P01", message);
  }

  /** The same, with another SQLSTATE. */
  public ProtocolException(String sqlState, String message) {
    super(message);
    this.sqlState = sqlState;
  }

  /** Five characters. */
  public String sqlState() {
    return sqlState;
  }
}
