package dev.lagrange.proxy.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The bodies of the messages {@code R} (protocol manual, "Message Formats"): a code, and what
 * belongs to it.
 */
final class AuthenticationRequest {
  static final int OK = 0;
  static final int CLEARTEXT_PASSWORD = 3;
  static final int MD5_PASSWORD = 5;
  static final int SASL = 10;
  static final int SASL_CONTINUE = 11;
  static final int SASL_FINAL = 12;

  private static final byte[] NOTHING = {};

  private AuthenticationRequest() {}

  static byte[] ok() {
    return body(OK, NOTHING);
  }

  static byte[] clearText() {
    return body(CLEARTEXT_PASSWORD, NOTHING);
  }

  static byte[] md5(byte[] salt) {
    return body(MD5_PASSWORD, salt);
  }

  static byte[] sasl(List<String> mechanisms) {
    ByteArrayOutputStream names = new ByteArrayOutputStream();
    for (String mechanism : mechanisms) {
      names.writeBytes(mechanism.getBytes(US_ASCII));
      names.write(0);
    }
    names.write(0);
    return body(SASL, names.toByteArray());
  }

  static byte[] saslContinue(byte[] data) {
    return body(SASL_CONTINUE, data);
  }

  static byte[] saslFinal(byte[] data) {
    return body(SASL_FINAL, data);
  }

  private static byte[] body(int code, byte[] data) {
    return ByteBuffer.allocate(Integer.BYTES + data.length).putInt(code).put(data).array();
  }
}
