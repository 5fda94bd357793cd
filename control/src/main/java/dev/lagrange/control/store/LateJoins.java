package dev.lagrange.control.store;

import dev.lagrange.control.Ticker;
import dev.lagrange.routing.event.StoreEvent;
import dev.lagrange.routing.token.SessionToken;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Joins that the store could not take when they were made. They are tried again until it takes
 * them, or they would have expired there; of too many keys, the oldest is given up. Thread-safe;
 * one daemon thread while there are any, ended by {@link #close}.
 */
public final class LateJoins implements AutoCloseable {

  /** Keys and tokens are short: some megabytes at most. */
  private static final int MOST_KEYS = 10_000;

  private static final Duration PERIOD = Duration.ofMillis(500);

  private record Late(SessionToken token, long until) {}

  private final TokenStore store;
  private final Duration expiry;
  private final int most;
  private final Ticker ticker;
  private final Consumer<StoreEvent> events;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition closing = lock.newCondition();
  private final Map<StoreKey, Late> waiting = new LinkedHashMap<>(); // by the lock
  private @Nullable Thread thread; // by the lock
  private boolean closed; // by the lock

  /**
   * None so far.
   *
   * @param expiry how long a join is worth trying
   * @param events told of what came late ({@link StoreEvent#SAVED_LATE}) and what never will
   *     ({@link StoreEvent#GIVEN_UP}), for each key, on any thread; must not block
   */
  public LateJoins(TokenStore store, Duration expiry, Ticker ticker, Consumer<StoreEvent> events) {
    this(store, expiry, MOST_KEYS, ticker, events);
  }

  LateJoins(
      TokenStore store, Duration expiry, int most, Ticker ticker, Consumer<StoreEvent> events) {
    this.store = store;
    this.expiry = expiry;
    this.most = most;
    this.ticker = ticker;
    this.events = events;
  }

  /** Has a token joined under a key, as soon as the store takes it. Does not block. */
  public void add(StoreKey key, SessionToken token) {
    int lost = 0;
    lock.lock();
    try {
      if (closed) {
        lost = 1;
      } else {
        Late late = new Late(token, ticker.read() + expiry.toNanos());
        // put anew, so that the map begins with what is oldest
        Late before = waiting.remove(key);
        waiting.put(key, before == null ? late : both(before, late));
        lost = giveUpOldest();
        start();
      }
    } finally {
      lock.unlock();
    }
    giveUp(lost);
  }

  private static Late both(Late before, Late now) {
    return new Late(before.token().join(now.token()), now.until());
  }

  private int giveUpOldest() {
    if (waiting.size() <= most) {
      return 0;
    }
    waiting.remove(waiting.keySet().iterator().next());
    return 1;
  }

  private void giveUp(int count) {
    for (int i = 0; i < count; i++) {
      events.accept(StoreEvent.GIVEN_UP);
    }
  }

  /** What waits under a key, so that this process at least does not miss it; empty if nothing. */
  public SessionToken waiting(StoreKey key) {
    lock.lock();
    try {
      Late late = waiting.get(key);
      return late == null ? SessionToken.EMPTY : late.token();
    } finally {
      lock.unlock();
    }
  }

  /** How many keys wait. */
  public int size() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  private void start() {
    if (thread == null) {
      thread = new Thread(this::run, "lagrange-store-late");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void run() {
    try {
      while (isAwaited()) {
        giveUp(dropExpired());
        tryAll();
      }
    } finally {
      ended();
    }
  }

  /** Whatever ended this thread, the next save that comes late starts another. */
  private void ended() {
    lock.lock();
    try {
      if (Thread.currentThread().equals(thread)) {
        thread = null;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Pauses; false if there is nothing left to do, and the thread ends. */
  private boolean isAwaited() {
    lock.lock();
    try {
      long left = PERIOD.toNanos();
      while (!closed && left > 0 && !waiting.isEmpty()) {
        left = closing.awaitNanos(left);
      }
      if (closed || waiting.isEmpty()) {
        thread = null;
        return false;
      }
      return true;
    } catch (InterruptedException e) {
      // nobody but close interrupts this thread
      return false;
    } finally {
      lock.unlock();
    }
  }

  private int dropExpired() {
    lock.lock();
    try {
      int before = waiting.size();
      long now = ticker.read();
      waiting.values().removeIf(late -> late.until() - now < 0);
      return before - waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /** Tries one after the other, until the store fails. */
  private void tryAll() {
    Map.Entry<StoreKey, Late> next = oldest();
    while (next != null) {
      StoreEvent event;
      try {
        store.join(next.getKey(), next.getValue().token());
        event = StoreEvent.SAVED_LATE;
      } catch (IOException e) {
        return;
      } catch (IllegalArgumentException e) {
        // what is there is no token: whoever reads it is told so
        event = StoreEvent.GIVEN_UP;
      }
      if (isDone(next.getKey(), next.getValue())) {
        events.accept(event);
      }
      next = oldest();
    }
  }

  private Map.@Nullable Entry<StoreKey, Late> oldest() {
    lock.lock();
    try {
      Iterator<Map.Entry<StoreKey, Late>> all = waiting.entrySet().iterator();
      // a copy: what is in the map may change meanwhile
      return closed || !all.hasNext() ? null : Map.Entry.copyOf(all.next());
    } finally {
      lock.unlock();
    }
  }

  /** False if more was added meanwhile, which stays. */
  private boolean isDone(StoreKey key, Late late) {
    lock.lock();
    try {
      return waiting.remove(key, late);
    } finally {
      lock.unlock();
    }
  }

  /** Gives up what the store has not taken yet. */
  @Override
  public void close() {
    int lost;
    lock.lock();
    try {
      closed = true;
      lost = waiting.size();
      waiting.clear();
      closing.signalAll();
      if (thread != null) {
        thread.interrupt();
      }
    } finally {
      lock.unlock();
    }
    giveUp(lost);
  }
}
