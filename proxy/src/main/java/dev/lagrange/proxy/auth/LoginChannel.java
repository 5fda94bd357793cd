package dev.lagrange.proxy.auth;

import org.jspecify.annotations.Nullable;

/** What a login needs to know of the connection it takes place on. Immutable. */
public final class LoginChannel {

  private static final LoginChannel PLAIN = new LoginChannel(false, null);
  private static final LoginChannel UNBOUND = new LoginChannel(true, null);

  private final boolean encrypted;
  private final byte @Nullable [] binding;

  private LoginChannel(boolean encrypted, byte @Nullable [] binding) {
    this.encrypted = encrypted;
    this.binding = binding;
  }

  /** One without TLS. */
  public static LoginChannel plain() {
    return PLAIN;
  }

  /** One with TLS by which nothing can be bound: the certificate has no hash, or is not known. */
  public static LoginChannel encrypted() {
    return UNBOUND;
  }

  /**
   * One with TLS.
   *
   * @param endPoint the {@code tls-server-end-point} of the certificate that the server of the two
   *     has shown, see {@link EndPointBinding}; null is the same as {@link #encrypted()}
   */
  public static LoginChannel encrypted(byte @Nullable [] endPoint) {
    return endPoint == null ? UNBOUND : new LoginChannel(true, endPoint.clone());
  }

  /** Whether others can read along. */
  public boolean isEncrypted() {
    return encrypted;
  }

  byte @Nullable [] binding() {
    return binding;
  }
}
