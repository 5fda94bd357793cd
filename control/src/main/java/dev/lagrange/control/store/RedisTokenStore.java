package dev.lagrange.control.store;

import dev.lagrange.routing.token.SessionToken;
import dev.lagrange.routing.token.TokenKey;
import io.lettuce.core.ScriptOutputType;
import java.io.IOException;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Tokens in Redis, one string for each key. A change is a compare-and-set, tried again until nobody
 * was faster: tokens are joined here and not by the server, which cannot check their signature.
 * Thread-safe.
 *
 * <p>It remembers as well as the server does. One that loses its data, or that fails over to a copy
 * that has not got everything, has lost those sessions.
 */
public final class RedisTokenStore implements TokenStore {

  /**
   * Puts a value in the place of the one expected, an empty one for none, and answers with nothing;
   * where there is another, answers with that.
   */
  private static final String COMPARE_AND_SET =
      """
      local found = redis.call('GET', KEYS[1]) or ''
      if found ~= ARGV[1] then return found end
      redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
      return false
      """;

  private static final String NOTHING = "";

  private final RedisConnections connections;
  private final String expiryMillis;
  private final @Nullable TokenKey tokenKey;

  private RedisTokenStore(
      RedisConnections connections, Duration expiry, @Nullable TokenKey tokenKey) {
    this.connections = connections;
    this.expiryMillis = Long.toString(expiry.toMillis());
    this.tokenKey = tokenKey;
  }

  /**
   * Begins to connect, and does not wait for it.
   *
   * @param uri {@code redis://[[user]:password@]host[:port][/database]}, or {@code rediss:} for TLS
   * @param timeout how long each call may take
   * @param expiry how long a token is kept after it was joined into
   * @param tokenKey signs what is kept and checks it; null for unsigned tokens
   * @throws IllegalArgumentException if the URI is not one, without showing it, or if Lettuce is
   *     not on the class path (SQLSTATE 22023 at the boundary)
   */
  public static RedisTokenStore open(
      String uri, Duration timeout, Duration expiry, @Nullable TokenKey tokenKey) {
    try {
      RedisConnections connections = RedisConnections.to(uri, timeout);
      return new RedisTokenStore(connections, expiry, tokenKey);
    } catch (NoClassDefFoundError e) {
      throw new IllegalArgumentException(
          "A token store on Redis needs io.lettuce:lettuce-core on the class path: add it, or leave"
              + " out 'tokenStore'",
          e);
    }
  }

  @Override
  public SessionToken find(StoreKey key) throws IOException {
    String found = connections.ask(connections.deadline(), redis -> redis.get(key.text()));
    return decode(key, found == null ? NOTHING : found);
  }

  @Override
  public SessionToken join(StoreKey key, SessionToken held, SessionToken seen) throws IOException {
    return change(key, held, found -> found.join(seen));
  }

  @Override
  public SessionToken replace(StoreKey key, SessionToken lost, SessionToken kept)
      throws IOException {
    return change(key, lost, held -> held.equals(lost) ? kept : held.join(kept));
  }

  /** Begins with a guess of what is kept: if that is wrong, the answer says what is. */
  private SessionToken change(StoreKey key, SessionToken guess, UnaryOperator<SessionToken> change)
      throws IOException {
    long deadline = connections.deadline();
    String expected = guess.clusters().isEmpty() ? NOTHING : guess.encode(tokenKey);
    while (true) {
      SessionToken changed = change.apply(decode(key, expected));
      String[] keys = {key.text()};
      String[] values = {expected, changed.encode(tokenKey), expiryMillis};
      String found =
          connections.ask(
              deadline, redis -> redis.eval(COMPARE_AND_SET, ScriptOutputType.VALUE, keys, values));
      if (found == null) {
        return changed;
      }
      expected = found;
    }
  }

  private SessionToken decode(StoreKey key, String found) {
    try {
      return found.isEmpty() ? SessionToken.EMPTY : SessionToken.decode(found, tokenKey);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "What the token store has under '"
              + key.text()
              + "' is no token of this application: "
              + e.getMessage()
              + "; else delete that key",
          e);
    }
  }

  @Override
  public void close() {
    connections.close();
  }

  /** Where the server is, without user and password. */
  @Override
  public String toString() {
    return connections.toString();
  }
}
