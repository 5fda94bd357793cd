package dev.lagrange.proxy.conversation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The client's part of SCRAM-SHA-256 without channel binding (RFC 5802 and 7677). Passwords are
 * ASCII. The nonce is always the same: two runs are of one length, and servers add their own.
 */
final class ScramClient {
  static final String MECHANISM = "SCRAM-SHA-256";

  private static final String HEADER = "n,,";
  private static final String FIRST = "n=,r=bm9uY2Utb2YtYS10ZXN0";
  private static final Pattern SERVER_FIRST = Pattern.compile("r=([^,]+),s=([^,]+),i=(\\d+).*");

  private final String password;
  private String serverSignature = "";

  ScramClient(String password) {
    this.password = password;
  }

  static String first() {
    return HEADER + FIRST;
  }

  /** The answer to the server's first message. */
  String last(String serverFirst) throws GeneralSecurityException {
    Matcher matcher = SERVER_FIRST.matcher(serverFirst);
    if (!matcher.matches() || !matcher.group(1).startsWith(FIRST.substring("n=,r=".length()))) {
      throw new GeneralSecurityException("Not an answer to SCRAM: " + serverFirst);
    }
    byte[] salt = Base64.getDecoder().decode(matcher.group(2));
    int iterations = Integer.parseInt(matcher.group(3));
    byte[] salted =
        SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
            .generateSecret(new PBEKeySpec(password.toCharArray(), salt, iterations, 256))
            .getEncoded();
    String binding = "c=" + base64(HEADER.getBytes(UTF_8)) + ",r=" + matcher.group(1);
    String all = FIRST + "," + serverFirst + "," + binding;
    byte[] clientKey = hmac(salted, "Client Key");
    byte[] signature = hmac(MessageDigest.getInstance("SHA-256").digest(clientKey), all);
    byte[] proof = clientKey.clone();
    for (int i = 0; i < proof.length; i++) {
      proof[i] ^= signature[i];
    }
    serverSignature = "v=" + base64(hmac(hmac(salted, "Server Key"), all));
    return binding + ",p=" + base64(proof);
  }

  /** Refuses a server that does not know the password. */
  void verify(String serverLast) throws GeneralSecurityException {
    if (!serverLast.equals(serverSignature)) {
      throw new GeneralSecurityException("The server's signature is wrong: " + serverLast);
    }
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(UTF_8));
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
