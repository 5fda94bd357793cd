package dev.lagrange.routing.option;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The {@code %20} of URLs (RFC 3986 §2.1, UTF-8). Not {@link java.net.URLDecoder}: that makes a
 * space of a plus sign, which breaks passwords, and replaces malformed UTF-8 instead of refusing
 * it.
 */
final class PercentEncoding {

  private PercentEncoding() {}

  /** Decodes; {@code part} names in messages what the text is, which is itself not shown. */
  static String decode(String text, String part) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    int at = 0;
    while (at < text.length()) {
      int percent = text.indexOf('%', at);
      int end = percent < 0 ? text.length() : percent;
      bytes.writeBytes(text.substring(at, end).getBytes(StandardCharsets.UTF_8));
      at = end;
      if (percent >= 0) {
        bytes.write(hexByte(text, percent, part));
        at += 3;
      }
    }
    return utf8(bytes.toByteArray(), part);
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static int hexByte(String text, int percent, String part) {
    if (percent + 2 < text.length()) {
      int high = Character.digit(text.charAt(percent + 1), 16);
      int low = Character.digit(text.charAt(percent + 2), 16);
      // a NUL would end a string early in the protocols
      if (high >= 0 && low >= 0 && high + low > 0) {
        return high << 4 | low;
      }
    }
    throw new IllegalArgumentException(
        part
            + " has a percent sign that two hexadecimal digits other than 00 do not follow: write"
            + " a percent sign itself as %25");
  }

  private static String utf8(byte[] bytes, String part) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException malformed) {
      throw new IllegalArgumentException(
          part + " is not UTF-8 once its percent signs are decoded: encode it as UTF-8", malformed);
    }
  }
}
