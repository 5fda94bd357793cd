package dev.lagrange.proxy.wire;

/** A message that is none: what sent it is not to be trusted with another (08P01). */
public final class ProtocolException extends Exception {
  private static final long serialVersionUID = 1;

  /** With what is wrong, in the server's words where it has some. */
  public ProtocolException(String message) {
    super(message);
  }
}
