package dev.lagrange.proxy.client;

import dev.lagrange.proxy.peer.PeerCancels;
import dev.lagrange.proxy.wire.CancelKey;
import io.netty.channel.EventLoop;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The keys by which clients may have their statements cancelled. They are the proxy's own: a
 * server's key is good for whichever client has the connection next. Those of another instance of
 * the proxy are for that one. Thread-safe.
 */
public final class Cancels {

  /** As many bytes as protocol 3.0 has room for. */
  private static final int SHORT = 4;

  /** As many as servers of PostgreSQL 18 give. */
  private static final int LONG = 32;

  private record Entry(CancelKey key, Executor loop, Consumer<Runnable> cancel) {}

  private final PeerCancels peers;
  private final SecureRandom random = new SecureRandom();
  private final Map<Integer, Entry> entries = new ConcurrentHashMap<>();

  /** None yet. */
  public Cancels(PeerCancels peers) {
    this.peers = peers;
  }

  /**
   * A key of a new client.
   *
   * @param minor of the protocol
   * @param loop runs the cancel
   * @param cancel given what is to be run once that is done
   */
  CancelKey add(int minor, Executor loop, Consumer<Runnable> cancel) {
    byte[] secret = new byte[minor >= 2 ? LONG : SHORT];
    random.nextBytes(secret);
    while (true) {
      CancelKey key = new CancelKey(peers.processNumber(random), secret);
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
   * @param here the event loop of who asks
   * @param then run in either case, once the server knows it: what the client sends from then on is
   *     not cancelled
   */
  void cancel(CancelKey asked, EventLoop here, Runnable then) {
    if (peers.isElsewhere(asked)) {
      peers.passOn(asked, here, then);
      return;
    }
    CancelKey key = asked.asGiven();
    Entry entry = entries.get(key.pid());
    if (entry == null || !entry.key().isSame(key)) {
      then.run();
      return;
    }
    entry.loop().execute(() -> entry.cancel().accept(then));
  }
}
