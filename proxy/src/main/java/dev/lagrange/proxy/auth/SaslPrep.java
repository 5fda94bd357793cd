package dev.lagrange.proxy.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.text.Normalizer;
import java.util.stream.IntStream;

/** SASLprep (RFC 4013) of a password, as PostgreSQL does it ({@code pg_saslprep}). */
final class SaslPrep {

  private SaslPrep() {}

  /**
   * The password in the form that is hashed. What is no UTF-8, or not allowed, stays as it is: in a
   * server whose encoding is another one, it is a password too.
   */
  static byte[] prepare(byte[] password) {
    if (isAscii(password)) {
      return password;
    }
    String text;
    try {
      text = UTF_8.newDecoder().decode(ByteBuffer.wrap(password)).toString();
    } catch (CharacterCodingException e) {
      return password;
    }
    int[] mapped = text.codePoints().flatMap(SaslPrep::map).toArray();
    // Looked at as mapped, not as normalized: RFC 4013 has it the other way round, the server has
    // not.
    if (mapped.length == 0 || hasProhibited(mapped) || !isBidirectionalAsAllowed(mapped)) {
      return password;
    }
    return Normalizer.normalize(new String(mapped, 0, mapped.length), Normalizer.Form.NFKC)
        .getBytes(UTF_8);
  }

  private static boolean isAscii(byte[] password) {
    for (byte one : password) {
      if (one < 0) {
        return false;
      }
    }
    return true;
  }

  private static IntStream map(int codePoint) {
    if (Stringprep.SPACE.contains(codePoint)) {
      return IntStream.of(' ');
    }
    return Stringprep.NOTHING.contains(codePoint) ? IntStream.empty() : IntStream.of(codePoint);
  }

  private static boolean hasProhibited(int[] text) {
    return IntStream.of(text)
        .anyMatch(
            codePoint ->
                Stringprep.PROHIBITED.contains(codePoint)
                    || Stringprep.UNASSIGNED.contains(codePoint));
  }

  /** RFC 3454, section 6. */
  private static boolean isBidirectionalAsAllowed(int[] text) {
    if (IntStream.of(text).noneMatch(Stringprep.RIGHT_TO_LEFT::contains)) {
      return true;
    }
    return IntStream.of(text).noneMatch(Stringprep.LEFT_TO_RIGHT::contains)
        && Stringprep.RIGHT_TO_LEFT.contains(text[0])
        && Stringprep.RIGHT_TO_LEFT.contains(text[text.length - 1]);
  }
}
