package dev.lagrange.routing.token;

import dev.lagrange.routing.position.Position;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a session has written and read: cluster identity to position. It only grows. Immutable.
 *
 * <p>Its string is {@code lg1.} and the entries in base64url, then, if signed, a dot and the
 * signature; see {@link #encode}.
 */
public final class SessionToken {

  /** The token of a session that has seen nothing. */
  public static final SessionToken EMPTY = new SessionToken(new TreeMap<>());

  /** Never changed once it is here. */
  private final NavigableMap<ClusterId, Position> positions;

  SessionToken(NavigableMap<ClusterId, Position> positions) {
    this.positions = positions;
  }

  /** A token with one cluster's position. */
  public static SessionToken of(ClusterId cluster, Position position) {
    TreeMap<ClusterId, Position> positions = new TreeMap<>();
    positions.put(cluster, position);
    return new SessionToken(positions);
  }

  /** This session's position in a cluster, if it has one. */
  public Optional<Position> position(ClusterId cluster) {
    return Optional.ofNullable(positions.get(cluster));
  }

  /** The clusters this session has a position in. */
  public Set<ClusterId> clusters() {
    return Collections.unmodifiableSet(positions.keySet());
  }

  /**
   * The least token that covers both.
   *
   * @throws IllegalArgumentException if they disagree about the kind of server of a cluster
   */
  public SessionToken join(SessionToken other) {
    if (other.positions.isEmpty()) {
      return this;
    }
    TreeMap<ClusterId, Position> joined = new TreeMap<>(positions);
    other.positions.forEach((cluster, position) -> joined.merge(cluster, position, Position::join));
    return new SessionToken(joined);
  }

  /**
   * One short, versioned, URL-safe string; signed if there is a key. Equal tokens have equal
   * strings.
   */
  public String encode(@Nullable TokenKey key) {
    return TokenText.write(positions, key);
  }

  /**
   * Reads what {@link #encode} wrote. With a key, a token that is unsigned or signed by another is
   * refused; without one, a signature is not checked.
   *
   * @throws IllegalArgumentException if malformed or forged: the message names the rule and the
   *     remedy, never the key (SQLSTATE LG003 at the boundary)
   */
  public static SessionToken decode(String text, @Nullable TokenKey key) {
    return new SessionToken(TokenText.read(text, key));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SessionToken token && positions.equals(token.positions);
  }

  @Override
  public int hashCode() {
    return positions.hashCode();
  }

  /** The positions in a readable form, which is not that of {@link #encode}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("SessionToken[");
    for (Map.Entry<ClusterId, Position> entry : positions.entrySet()) {
      text.append(text.charAt(text.length() - 1) == '[' ? "" : "; ");
      text.append(entry.getKey()).append(": ").append(entry.getValue());
    }
    return text.append(']').toString();
  }
}
