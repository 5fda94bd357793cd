package dev.lagrange.control.store;

import dev.lagrange.routing.token.SessionToken;
import java.io.IOException;

/**
 * Session tokens by session key, each kept until nobody has joined anything into it for as long as
 * the store was told. What it holds only grows, but for what a failover lost. Thread-safe.
 *
 * <p>All that asks the store blocks up to its timeout, and fails in one of three ways: {@link
 * java.io.IOException} if it does not answer in time, or refuses; {@link
 * java.io.InterruptedIOException}, with the thread still interrupted, if the thread is; {@link
 * IllegalArgumentException} if what it holds is malformed or forged (SQLSTATE LG003 at the
 * boundary).
 */
public interface TokenStore extends AutoCloseable {

  /** What was joined under a key; empty if nothing was, or if that has expired. */
  SessionToken find(StoreKey key) throws IOException;

  /**
   * Joins a token into what is kept under a key, which from now on is kept for another expiry. No
   * join of anybody else is lost.
   *
   * @param held what was kept when its caller last asked, or nothing: a guess, which spares a round
   *     trip if it is right
   * @return what is kept now
   */
  SessionToken join(StoreKey key, SessionToken held, SessionToken seen) throws IOException;

  /** The same by whoever has not asked before. */
  default SessionToken join(StoreKey key, SessionToken seen) throws IOException {
    return join(key, SessionToken.EMPTY, seen);
  }

  /**
   * Takes back what a failover lost, since nobody would ever be rid of it by joins: if a key still
   * holds what was lost, another token takes its place; else that is joined into what it holds now.
   *
   * @return what is kept now
   */
  SessionToken replace(StoreKey key, SessionToken lost, SessionToken kept) throws IOException;

  /** Ends every connection and thread. Does not wait for calls under way, which fail. */
  @Override
  void close();
}
