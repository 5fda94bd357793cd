package dev.lagrange.proxy.auth;

import org.jspecify.annotations.Nullable;

/** What a login needs to know of the connection it takes place on. Immutable. */
public final class LoginChannel {

  private static final LoginChannel PLAIN = new LoginChannel(false, null, null);
  private static final LoginChannel UNBOUND = new LoginChannel(true, null, null);

  private final boolean encrypted;
  private final byte @Nullable [] binding;
  private final @Nullable String certified;

  private LoginChannel(boolean encrypted, byte @Nullable [] binding, @Nullable String certified) {
    this.encrypted = encrypted;
    this.binding = binding;
    this.certified = certified;
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
    return endPoint == null ? UNBOUND : new LoginChannel(true, endPoint.clone(), null);
  }

  /**
   * The same with a client that has shown a certificate which an authority of ours has signed.
   *
   * @param name the common name in it; null if it has none
   */
  public LoginChannel ofCertified(@Nullable String name) {
    return new LoginChannel(encrypted, binding, name);
  }

  /** Whether others can read along. */
  public boolean isEncrypted() {
    return encrypted;
  }

  byte @Nullable [] binding() {
    return binding;
  }

  @Nullable String certified() {
    return certified;
  }
}
