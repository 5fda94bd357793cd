package dev.lagrange.routing.position;

import dev.lagrange.routing.spelling.Quote;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Who numbers transactions in MySQL: a server, and since 8.3 a tag (empty for none). Ordered as the
 * server prints them.
 */
record GtidSource(UUID server, String tag) implements Comparable<GtidSource> {

  private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{32}");
  private static final Pattern DASHED =
      Pattern.compile("\\p{XDigit}{8}-(\\p{XDigit}{4}-){3}\\p{XDigit}{12}");
  private static final Pattern TAG = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]{0,31}");

  static UUID parseServer(String text) {
    if (!DASHED.matcher(text).matches()) {
      throw new IllegalArgumentException(
          Quote.of(text) + " is not a server's UUID, as in '3e11fa47-71ca-11e1-9e33-c80aa9429562'");
    }
    return UUID.fromString(text);
  }

  static UUID decodeServer(String text) {
    if (!HEX.matcher(text).matches()) {
      throw new IllegalArgumentException(Quote.of(text) + " is not a UUID of 32 digits");
    }
    return new UUID(
        Long.parseUnsignedLong(text, 0, 16, 16), Long.parseUnsignedLong(text, 16, 32, 16));
  }

  static boolean isTag(String text) {
    return TAG.matcher(text).matches();
  }

  static GtidSource of(UUID server, String tag) {
    return new GtidSource(server, tag.toLowerCase(Locale.ROOT));
  }

  @Override
  public int compareTo(GtidSource other) {
    int servers = server.toString().compareTo(other.server.toString());
    return servers != 0 ? servers : tag.compareTo(other.tag);
  }
}
