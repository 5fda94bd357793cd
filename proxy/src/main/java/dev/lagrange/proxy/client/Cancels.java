package dev.lagrange.proxy.client;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The keys by which clients may have their statements cancelled. They are the proxy's own: a
 * server's key is good for whichever client has the connection next. Thread-safe.
 */
public final class Cancels {

  /** As many as protocol 3.0 has room for. */
  private static final int SHORT = 4;

  /** Of what servers of PostgreSQL 18 give. */
  private static final int LONG = 32;

  /** What a client was given. */
  record Key(int pid, byte[] secret) {}

  private record Entry(byte[] secret, Runnable cancel) {}

  private final SecureRandom random = new SecureRandom();
  private final Map<Integer, Entry> entries = new ConcurrentHashMap<>();

  /** None yet. */
  public Cancels() {}

  /**
   * A key of a new client.
   *
   * @param minor of the protocol
   * @param cancel run by any thread
   */
  Key add(int minor, Runnable cancel) {
    byte[] secret = new byte[minor >= 2 ? LONG : SHORT];
    random.nextBytes(secret);
    while (true) {
      int pid = random.nextInt(1, Integer.MAX_VALUE);
      if (entries.putIfAbsent(pid, new Entry(secret, cancel)) == null) {
        return new Key(pid, secret);
      }
    }
  }

  void remove(Key key) {
    entries.remove(key.pid());
  }

  /** Cancels what a client runs, if the key is its. Nobody is told whether it is. */
  void cancel(int pid, byte[] secret) {
    @Nullable Entry entry = entries.get(pid);
    if (entry != null && MessageDigest.isEqual(entry.secret(), secret)) {
      entry.cancel().run();
    }
  }
}
