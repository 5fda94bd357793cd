package dev.lagrange.proxy.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;

/** Whether a private key is that of a certificate. */
public final class KeyPairs {

  private static final byte[] SIGNED = "who has the key can sign this".getBytes(US_ASCII);

  private KeyPairs() {}

  /**
   * Whether the two are one pair.
   *
   * @throws GeneralSecurityException if TLS can do nothing with such keys
   */
  public static boolean belongTogether(PrivateKey key, PublicKey certified)
      throws GeneralSecurityException {
    String algorithm =
        switch (certified.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          case "EdDSA" -> "EdDSA";
          default ->
              throw new GeneralSecurityException(
                  "a certificate with a key of " + certified.getAlgorithm() + " is of no use");
        };
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(key);
    signature.update(SIGNED);
    byte[] made = signature.sign();
    signature.initVerify(certified);
    signature.update(SIGNED);
    return signature.verify(made);
  }
}
