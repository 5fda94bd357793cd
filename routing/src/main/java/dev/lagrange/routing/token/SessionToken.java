package dev.lagrange.routing.token;

import dev.lagrange.routing.position.Position;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a session has written and read: cluster identity to position. It only grows. Immutable. */
public final class SessionToken {

  /** The token of a session that has seen nothing. */
  public static final SessionToken EMPTY = new SessionToken();

  private SessionToken() {}

  /** A token with one cluster's position. */
  public static SessionToken of(ClusterId cluster, Position position) {
    throw new UnsupportedOperationException();
  }

  /** This session's position in a cluster, if it has one. */
  public Optional<Position> position(ClusterId cluster) {
    throw new UnsupportedOperationException();
  }

  /** The least token that covers both. */
  public SessionToken join(SessionToken other) {
    throw new UnsupportedOperationException();
  }

  /** One short, versioned, URL-safe string; signed if there is a key. */
  public String encode(@Nullable TokenKey key) {
    throw new UnsupportedOperationException();
  }

  /**
   * Reads what {@link #encode} wrote. With a key, a token that is unsigned or signed by another is
   * refused; without one, a signature is not checked.
   *
   * @throws IllegalArgumentException if malformed or forged: the message names the rule and the
   *     remedy, never the key (SQLSTATE LG003 at the boundary)
   */
  public static SessionToken decode(String text, @Nullable TokenKey key) {
    throw new UnsupportedOperationException(text);
  }
}
