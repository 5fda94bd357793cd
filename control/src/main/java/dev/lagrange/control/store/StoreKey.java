package dev.lagrange.control.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lagrange.routing.spelling.Quote;
import dev.lagrange.routing.token.ClusterId;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;

/**
 * Under what a session's token is kept. Clusters do not meet: the name of one ends at the first
 * colon after it, since it has none itself, so that no session's key reaches into another
 * cluster's.
 *
 * @param cluster the cluster whose position the token holds
 * @param session the key that the application gave its session: 1 to 512 bytes of UTF-8
 */
public record StoreKey(ClusterId cluster, String session) {

  /** In bytes of UTF-8. Whatever names a user is shorter; what is longer is mistaken for a key. */
  private static final int LONGEST = 512;

  /** Checks the session's key. */
  public StoreKey {
    check(session);
  }

  /**
   * Checks the key of a session, of whatever cluster.
   *
   * @throws IllegalArgumentException if it is empty, too long, or not well-formed (two of these
   *     could be one in UTF-8)
   */
  public static void check(String session) {
    int bytes;
    try {
      bytes = UTF_8.newEncoder().encode(CharBuffer.wrap(session)).remaining();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "The session key "
              + Quote.of(session)
              + " has half of a surrogate pair: use well-formed Unicode",
          e);
    }
    if (bytes == 0 || bytes > LONGEST) {
      throw new IllegalArgumentException(
          "The session key "
              + Quote.of(session)
              + " has "
              + bytes
              + " bytes in UTF-8: use 1 to "
              + LONGEST
              + ", a hash of it if need be");
    }
  }

  /** The key in the store. */
  String text() {
    return "lagrange:" + cluster + ":" + session;
  }
}
