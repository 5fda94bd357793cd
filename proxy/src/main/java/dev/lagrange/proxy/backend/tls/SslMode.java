package dev.lagrange.proxy.backend.tls;

import java.util.Locale;

/** What {@code sslmode} asks of a connection to a server, weakest first. */
public enum SslMode {
  /** No TLS. */
  DISABLE,
  /** TLS only where the server refuses the user without. */
  ALLOW,
  /** TLS where the server has it and takes the user with it. */
  PREFER,
  /** TLS, to whomever it leads. */
  REQUIRE,
  /** TLS with a server whose certificate is signed by one in {@code sslrootcert}. */
  VERIFY_CA,
  /** The same, and the certificate is made for the host in the URL. */
  VERIFY_FULL;

  /** Its name as a value of {@code sslmode}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether the first attempt asks for TLS. */
  public boolean beginsEncrypted() {
    return compareTo(ALLOW) > 0;
  }

  /** Whether a connection may be used without TLS. */
  public boolean permitsClear() {
    return compareTo(REQUIRE) < 0;
  }

  boolean checksCertificate() {
    return compareTo(REQUIRE) > 0;
  }
}
