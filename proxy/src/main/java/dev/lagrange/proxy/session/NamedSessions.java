package dev.lagrange.proxy.session;

import dev.lagrange.control.Observation;
import dev.lagrange.control.cluster.Cluster;
import dev.lagrange.control.cluster.KeptSession;
import dev.lagrange.control.session.Session;
import dev.lagrange.control.session.WriteMark;
import dev.lagrange.control.store.StoreKey;
import dev.lagrange.routing.consistency.SessionScope;
import dev.lagrange.routing.error.SqlState;
import dev.lagrange.routing.option.OptionTable;
import dev.lagrange.routing.position.Position;
import dev.lagrange.routing.spelling.Quote;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import java.sql.SQLTransientConnectionException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions that clients of a proxy have named. A key is remembered while a client has it; what
 * the sessions of others have seen, each one that begins has seen too, unless a token store says
 * what its own has. Thread-safe.
 */
public final class NamedSessions {

  private static final Logger log = LoggerFactory.getLogger(NamedSessions.class);

  private static final char UNREADABLE = '\uFFFD';

  private static final class Entry {
    private final ReentrantLock beginning = new ReentrantLock();
    private int clients; // by the lock of all
    private @Nullable NamedSession session; // changed by beginning
  }

  private final Cluster cluster;
  private final Executor waiting;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Entry> entries = new HashMap<>(); // by the lock
  private final Session ended = new Session(null);
  private final ReentrantLock learning = new ReentrantLock();
  private volatile boolean endedUnknown;

  /**
   * None yet.
   *
   * @param waiting runs what has to wait
   */
  public NamedSessions(Cluster cluster, Executor waiting) {
    this.cluster = cluster;
    this.waiting = waiting;
  }

  /**
   * Checks a key.
   *
   * @throws SQLException 22023 if it is empty, longer than 512 bytes or not UTF-8, or if the scope
   *     of this proxy leaves sessions apart that have the same one
   */
  public void check(String key) throws SQLException {
    try {
      StoreKey.check(key);
    } catch (IllegalArgumentException e) {
      throw refused("In lagrange.session: " + e.getMessage());
    }
    if (key.indexOf(UNREADABLE) >= 0) {
      throw refused(
          "In lagrange.session: the key "
              + Quote.of(key)
              + " is not UTF-8: set client_encoding so");
    }
    SessionScope scope = cluster.options().get(OptionTable.SESSION_SCOPE);
    if (scope == SessionScope.CONNECTION || scope == SessionScope.DATASOURCE) {
      throw refused(
          "lagrange.session is of no use with sessionScope="
              + scope.name().toLowerCase(Locale.ROOT)
              + ": it serves 'context'; start the proxy with that");
    }
  }

  private static SQLException refused(String message) {
    return new SQLNonTransientException(message, SqlState.INVALID_OPTION.code());
  }

  /**
   * The session of a key, for one client more. Blocks as {@link KeptSession#begin}.
   *
   * @throws SQLException as {@link #check} and {@link KeptSession#begin}; LG002, once for all, if a
   *     failover lost some of what ended sessions have seen
   */
  public NamedSession enter(String key) throws SQLException {
    check(key);
    Entry entry;
    lock.lock();
    try {
      entry = entries.computeIfAbsent(key, any -> new Entry());
      entry.clients++;
    } finally {
      lock.unlock();
    }
    boolean begun = false;
    try {
      NamedSession session = begun(entry, key);
      begun = true;
      return session;
    } finally {
      if (!begun) {
        forget(key, entry);
      }
    }
  }

  private NamedSession begun(Entry entry, String key) throws SQLException {
    entry.beginning.lock();
    try {
      NamedSession known = entry.session;
      if (known != null) {
        return known;
      }
      NamedSession begins = begin(key);
      entry.session = begins;
      return begins;
    } finally {
      entry.beginning.unlock();
    }
  }

  private NamedSession begin(String key) throws SQLException {
    learnEnded();
    boolean keeps = cluster.options().find(OptionTable.TOKEN_STORE).isPresent();
    KeptSession kept = keeps ? KeptSession.begin(cluster, key) : null;
    Session session = kept == null ? new Session(null) : kept.session();
    Position before = cluster.floors().ofSession(ended, cluster.ticker().read());
    if (before != null) {
      session.join(before);
    }
    return new NamedSession(cluster, key, session, kept, waiting);
  }

  /** The client has another session, or none. Does not block. */
  public void leave(NamedSession session) {
    Entry entry = entry(session.key());
    if (entry == null) {
      return;
    }
    try {
      waiting.execute(() -> end(session, entry));
    } catch (RejectedExecutionException e) {
      forget(session.key(), entry); // with the proxy
    }
  }

  private @Nullable Entry entry(String key) {
    lock.lock();
    try {
      return entries.get(key);
    } finally {
      lock.unlock();
    }
  }

  /** What the last client of a key leaves is kept before the key is forgotten. */
  private void end(NamedSession session, Entry entry) {
    if (!isLast(entry)) {
      return;
    }
    try {
      keep(session);
    } finally {
      forget(session.key(), entry);
    }
  }

  /** Whether nobody else has it: then it still counts, until it is kept. */
  private boolean isLast(Entry entry) {
    lock.lock();
    try {
      boolean last = entry.clients == 1;
      entry.clients -= last ? 0 : 1;
      return last;
    } finally {
      lock.unlock();
    }
  }

  private void forget(String key, Entry entry) {
    lock.lock();
    try {
      entry.clients--;
      if (entry.clients == 0) {
        entries.remove(key, entry);
      }
    } finally {
      lock.unlock();
    }
  }

  private void keep(NamedSession session) {
    boolean known = false;
    try {
      session.settle();
      known = true;
    } catch (SQLException e) {
      log.debug("session ended with more than is known of it: {}", e.getMessage());
    } finally {
      if (!known || !session.isKept()) {
        remember(session.session(), known);
      }
    }
  }

  private void remember(Session session, boolean known) {
    Position seen = session.position();
    if (seen != null) {
      ended.join(seen);
    }
    WriteMark open = session.unsampled();
    if (open != null) {
      ended.wrote(open);
    }
    if (!known) {
      endedUnknown = true;
    }
  }

  /** What nobody knew when a session ended, the primary shows now, whatever it was. */
  private void learnEnded() throws SQLException {
    learning.lock();
    try {
      if (!endedUnknown) {
        return;
      }
      endedUnknown = false; // what ends from now on may have seen more than the answer
      Observation primary = cluster.samples().primaryAfter(cluster.ticker().read());
      Position shown = primary == null ? null : primary.reading().position();
      if (shown != null) {
        ended.join(shown);
        return;
      }
      endedUnknown = true;
    } finally {
      learning.unlock();
    }
    throw new SQLTransientConnectionException(
        "What earlier clients with a lagrange.session have seen is not known, since no primary can"
            + " be asked for it; try again once there is one",
        SqlState.NOT_CONNECTED.code());
  }

  /** How many keys are remembered now. */
  public int size() {
    lock.lock();
    try {
      return entries.size();
    } finally {
      lock.unlock();
    }
  }
}
