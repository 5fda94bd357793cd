package dev.lagrange.proxy.backend.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.lagrange.proxy.tls.KeyPairs;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The key by which the proxy shows servers who it is, with its certificate and those that lead from
 * there to an authority. Immutable.
 */
final class ClientKey {

  private static final String PREFERRED = "user";
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

  private final PrivateKey key;
  private final X509Certificate[] chain;

  private ClientKey(PrivateKey key, X509Certificate[] chain) {
    this.key = key;
    this.chain = chain;
  }

  PrivateKey key() {
    return key;
  }

  X509Certificate[] chain() {
    return chain.clone();
  }

  /**
   * A key of PKCS #8, as PEM or DER, with a password or without, and its certificates.
   *
   * @throws GeneralSecurityException if it is something else, or not the key of the certificate
   */
  static ClientKey of(byte[] key, X509Certificate[] chain, @Nullable String password)
      throws GeneralSecurityException {
    PublicKey expected = chain[0].getPublicKey();
    PKCS8EncodedKeySpec decrypted = decrypted(key, password);
    PrivateKey read = KeyFactory.getInstance(expected.getAlgorithm()).generatePrivate(decrypted);
    if (!KeyPairs.belongTogether(read, expected)) {
      throw new GeneralSecurityException("it is not the key of the certificate");
    }
    return new ClientKey(read, chain);
  }

  /**
   * The key and the certificates of a PKCS #12 file: those named {@code user}, else the first.
   *
   * @throws GeneralSecurityException if there are none, or the password is wrong
   */
  static ClientKey ofBundle(byte[] bundle, @Nullable String password)
      throws GeneralSecurityException {
    char[] secret = password == null ? new char[0] : password.toCharArray();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try {
      store.load(new ByteArrayInputStream(bundle), secret);
    } catch (IOException e) {
      throw new GeneralSecurityException("it is no PKCS #12 file, or 'sslpassword' is not its", e);
    }
    List<String> names = Collections.list(store.aliases());
    if (names.remove(PREFERRED)) {
      names.add(0, PREFERRED);
    }
    for (String name : names) {
      Key key = store.getKey(name, secret);
      Certificate[] chain = store.getCertificateChain(name);
      if (key instanceof PrivateKey found && chain != null) {
        return new ClientKey(found, Arrays.copyOf(chain, chain.length, X509Certificate[].class));
      }
    }
    throw new GeneralSecurityException("it holds no key with a certificate");
  }

  private static PKCS8EncodedKeySpec decrypted(byte[] key, @Nullable String password)
      throws GeneralSecurityException {
    Matcher pem = PEM.matcher(new String(key, US_ASCII));
    if (!pem.find()) {
      return isEncrypted(key) ? decrypt(key, password) : new PKCS8EncodedKeySpec(key);
    }
    byte[] content = Base64.getMimeDecoder().decode(pem.group(2));
    return switch (pem.group(1)) {
      case "PRIVATE KEY" -> new PKCS8EncodedKeySpec(content);
      case "ENCRYPTED PRIVATE KEY" -> decrypt(content, password);
      default ->
          throw new GeneralSecurityException(
              "it has a "
                  + pem.group(1)
                  + ", not one of PKCS #8: convert it by 'openssl pkcs8 -topk8'");
    };
  }

  private static boolean isEncrypted(byte[] key) {
    try {
      return new EncryptedPrivateKeyInfo(key).getEncryptedData().length > 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static PKCS8EncodedKeySpec decrypt(byte[] content, @Nullable String password)
      throws GeneralSecurityException {
    if (password == null) {
      throw new GeneralSecurityException("it has a password: give it as 'sslpassword'");
    }
    try {
      EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(content);
      // what PBES2 is made of is told by its parameters only
      String algorithm =
          info.getAlgName().startsWith("PBES2") || info.getAlgName().endsWith("1.5.13")
              ? info.getAlgParameters().toString()
              : info.getAlgName();
      Cipher cipher = Cipher.getInstance(algorithm);
      Key secret =
          SecretKeyFactory.getInstance(algorithm)
              .generateSecret(new PBEKeySpec(password.toCharArray()));
      cipher.init(Cipher.DECRYPT_MODE, secret, info.getAlgParameters());
      return info.getKeySpec(cipher);
    } catch (IOException e) {
      throw new GeneralSecurityException("it is no key of PKCS #8", e);
    } catch (GeneralSecurityException e) {
      throw new GeneralSecurityException("'sslpassword' does not open it", e);
    }
  }
}
