package dev.lagrange.proxy.auth;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The channel binding {@code tls-server-end-point} (RFC 5929, section 4.1). */
public final class EndPointBinding {

  private EndPointBinding() {}

  /**
   * The hash of a server's certificate, by the hash function of its signature; SHA-256 in place of
   * MD5 and SHA-1. Null if the signature has none that is known (EdDSA, RSASSA-PSS): then there is
   * no such binding, and nobody may offer one.
   */
  public static byte @Nullable [] of(X509Certificate certificate) {
    String signature = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
    int with = signature.indexOf("WITH");
    if (with < 0) {
      return null;
    }
    String hash = signature.substring(0, with);
    String function =
        switch (hash) {
          case "MD5", "SHA1", "SHA256" -> "SHA-256";
          case "SHA224", "SHA384", "SHA512" -> "SHA-" + hash.substring("SHA".length());
          default -> null;
        };
    if (function == null) {
      return null;
    }
    try {
      return MessageDigest.getInstance(function).digest(certificate.getEncoded());
    } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
      return null;
    }
  }
}
