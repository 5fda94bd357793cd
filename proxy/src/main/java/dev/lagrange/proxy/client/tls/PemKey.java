package dev.lagrange.proxy.client.tls;

import dev.lagrange.proxy.tls.KeyPairs;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A private key in PEM form, and the proof that it belongs to a certificate. */
final class PemKey {

  private static final Pattern PLAIN =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
  private static final Pattern OLD = Pattern.compile("-----BEGIN [A-Z]+ PRIVATE KEY-----");

  private PemKey() {}

  /** Nothing of the key is ever in a message. */
  static PrivateKey read(Path file, String pem, PublicKey of) {
    if (pem.contains("ENCRYPTED")) {
      throw TlsFiles.refused(
          "key", file, "has a passphrase, which nobody can type: 'openssl pkey' writes it without");
    }
    Matcher plain = PLAIN.matcher(pem);
    if (!plain.find()) {
      throw TlsFiles.refused(
          "key",
          file,
          OLD.matcher(pem).find()
              ? "is in an old form: 'openssl pkcs8 -topk8 -nocrypt' writes it as PKCS #8"
              : "has no private key in it: give one in PEM form (BEGIN PRIVATE KEY)");
    }
    try {
      byte[] encoded = Base64.getMimeDecoder().decode(plain.group(1));
      PrivateKey key =
          KeyFactory.getInstance(of.getAlgorithm())
              .generatePrivate(new PKCS8EncodedKeySpec(encoded));
      if (KeyPairs.belongTogether(key, of)) {
        return key;
      }
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      // a damaged key, or one of another kind
    }
    throw TlsFiles.refused("key", file, "is not that of the certificate: give the two of one pair");
  }
}
