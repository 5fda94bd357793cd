package dev.lagrange.routing.token;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.lagrange.routing.position.Position;
import dev.lagrange.routing.spelling.Quote;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The string form of a session token: {@code lg1.<entries>} or {@code lg1.<entries>.<signature>}.
 * The entries are {@code cluster=position}, separated by {@code ;}, in base64url without padding;
 * the signature is of all that stands before it.
 */
final class TokenText {

  private static final String VERSION = "lg1.";

  private static final Pattern SIGNATURE = Pattern.compile("[A-Za-z0-9_-]{22}");

  /** In characters. HTTP servers commonly take no more than 8 kB for all headers of a request. */
  private static final int LONGEST = 8192;

  private static final String REMEDY = "pass on a token exactly as it was given, or leave it out";

  private TokenText() {}

  static String write(Map<ClusterId, Position> positions, @Nullable TokenKey key) {
    StringBuilder entries = new StringBuilder(48);
    positions.forEach(
        (cluster, position) ->
            entries
                .append(entries.isEmpty() ? "" : ";")
                .append(cluster.value())
                .append('=')
                .append(position.encode()));
    byte[] payload = entries.toString().getBytes(US_ASCII);
    String unsigned = VERSION + Base64.getUrlEncoder().withoutPadding().encodeToString(payload);
    return key == null ? unsigned : unsigned + '.' + key.sign(unsigned);
  }

  static NavigableMap<ClusterId, Position> read(String text, @Nullable TokenKey key) {
    if (text.length() > LONGEST) {
      throw refused(
          text, "has " + text.length() + " characters, of at most " + LONGEST + "; " + REMEDY);
    }
    if (!text.startsWith(VERSION)) {
      throw refused(text, "is not of version '" + VERSION + "'; " + REMEDY);
    }
    int dot = text.indexOf('.', VERSION.length());
    String unsigned = dot < 0 ? text : text.substring(0, dot);
    if (dot >= 0 && !SIGNATURE.matcher(text.substring(dot + 1)).matches()) {
      throw refused(text, "has a signature cut short or changed; " + REMEDY);
    }
    if (key != null) {
      // Before anything else is read: what nobody vouches for is not worth a look.
      check(text, unsigned, dot, key);
    }
    NavigableMap<ClusterId, Position> positions =
        entries(text, unsigned.substring(VERSION.length()));
    if (!write(positions, null).equals(unsigned)) {
      throw refused(text, "is not in canonical form; " + REMEDY);
    }
    return positions;
  }

  private static void check(String text, String unsigned, int dot, TokenKey key) {
    if (dot < 0) {
      throw refused(
          text, "is not signed, but a key is set; set the same key where the token is made");
    }
    byte[] expected = key.sign(unsigned).getBytes(US_ASCII);
    if (!MessageDigest.isEqual(expected, text.substring(dot + 1).getBytes(US_ASCII))) {
      throw refused(text, "is signed with another key, or forged; set the same key on both sides");
    }
  }

  private static NavigableMap<ClusterId, Position> entries(String text, String payload) {
    TreeMap<ClusterId, Position> positions = new TreeMap<>();
    try {
      String entries = new String(Base64.getUrlDecoder().decode(payload), ISO_8859_1);
      for (String entry : entries.isEmpty() ? new String[0] : entries.split(";", -1)) {
        int equals = entry.indexOf('=');
        if (equals < 0) {
          throw new IllegalArgumentException(Quote.of(entry) + " is not cluster=position");
        }
        ClusterId cluster = new ClusterId(entry.substring(0, equals));
        positions.put(cluster, Position.decode(entry.substring(equals + 1)));
      }
    } catch (IllegalArgumentException e) {
      throw refused(text, "is malformed; " + REMEDY, e);
    }
    return positions;
  }

  private static IllegalArgumentException refused(String text, String rule) {
    return refused(text, rule, null);
  }

  private static IllegalArgumentException refused(
      String text, String rule, @Nullable Throwable cause) {
    return new IllegalArgumentException("Session token " + Quote.of(text) + " " + rule, cause);
  }
}
