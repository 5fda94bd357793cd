package dev.lagrange.proxy.client;

import dev.lagrange.proxy.wire.CancelKey;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * The keys by which clients may have their statements cancelled. They are the proxy's own: a
 * server's key is good for whichever client has the connection next. Thread-safe.
 */
public final class Cancels {

  /** As many bytes as protocol 3.0 has room for. */
  private static final int SHORT = 4;

  /** As many as servers of PostgreSQL 18 give. */
  private static final int LONG = 32;

  private record Entry(CancelKey key, Executor loop, Runnable cancel) {}

  private final SecureRandom random = new SecureRandom();
  private final Map<Integer, Entry> entries = new ConcurrentHashMap<>();

  /** None yet. */
  public Cancels() {}

  /**
   * A key of a new client.
   *
   * @param minor of the protocol
   * @param loop runs the cancel
   */
  CancelKey add(int minor, Executor loop, Runnable cancel) {
    byte[] secret = new byte[minor >= 2 ? LONG : SHORT];
    random.nextBytes(secret);
    while (true) {
      CancelKey key = new CancelKey(random.nextInt(1, Integer.MAX_VALUE), secret);
      if (entries.putIfAbsent(key.pid(), new Entry(key, loop, cancel)) == null) {
        return key;
      }
    }
  }

  void remove(CancelKey key) {
    entries.remove(key.pid());
  }

  /**
   * Cancels what a client runs, if the key is its. Nobody is told whether it is.
   *
   * @param then run in either case, once that is done
   */
  void cancel(CancelKey key, Runnable then) {
    Entry entry = entries.get(key.pid());
    if (entry == null || !entry.key().isSame(key)) {
      then.run();
      return;
    }
    entry
        .loop()
        .execute(
            () -> {
              entry.cancel().run();
              then.run();
            });
  }
}
