package dev.lagrange.control.cluster;

import dev.lagrange.control.LastRead;
import dev.lagrange.control.session.ReadTrail;
import dev.lagrange.control.session.Session;
import dev.lagrange.control.store.StoreKey;
import dev.lagrange.routing.consistency.SessionScope;
import dev.lagrange.routing.error.SqlState;
import dev.lagrange.routing.position.Position;
import dev.lagrange.routing.token.SessionToken;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What a session with a key has seen on one cluster: it begins with what the token store has, and
 * is kept there. Thread-safe.
 */
public final class KeptSession {

  /** A failover may be told of by an unsampled write, and by what was seen before it. */
  private static final int MOST_LOSSES = 3;

  private final Cluster cluster;
  private final KeyedSessions sessions;
  private final StoreKey key;
  private final Session session;
  private final ReadTrail trail = new ReadTrail();

  /** Held while the store is asked: no monitor, which would pin a virtual thread. */
  private final ReentrantLock saving = new ReentrantLock();

  private volatile SessionScope scope;
  private volatile @Nullable Position savedPosition; // changed by saving
  private volatile @Nullable LastRead savedRead; // changed by saving
  private SessionToken stored; // by saving

  private KeptSession(
      Cluster cluster,
      KeyedSessions sessions,
      StoreKey key,
      KeyedSessions.Beginning found,
      @Nullable Position seen) {
    this.cluster = cluster;
    this.sessions = sessions;
    this.key = key;
    this.session = new Session(seen);
    this.scope = found.scope();
    this.stored = found.token();
    this.savedPosition = seen;
  }

  /**
   * Begins with what is kept under a key. Blocks as {@link KeyedSessions#begin}.
   *
   * @param session the key: 1 to 512 bytes of UTF-8
   * @throws SQLException as {@link KeyedSessions#begin}; 22023 if the cluster has no token store
   */
  public static KeptSession begin(Cluster cluster, String session) throws SQLException {
    KeyedSessions sessions = cluster.keyedSessions();
    StoreKey key = new StoreKey(Tokens.identity(cluster), session);
    KeyedSessions.Beginning found = sessions.begin(key);
    Position seen = Tokens.positionIn(cluster, found.token());
    return new KeptSession(cluster, sessions, key, found, seen);
  }

  /** What it wrote and saw. */
  public Session session() {
    return session;
  }

  /** Where it read last. */
  public ReadTrail trail() {
    return trail;
  }

  /** Whose writes its reads see: its own, or everybody's while its own are not known. */
  public SessionScope scope() {
    return scope;
  }

  /**
   * Takes over what others have kept under the key since, for a session that lasts. Blocks as
   * {@link KeyedSessions#begin}, and for a probe of the primary where a write was not sampled yet.
   *
   * @return whose writes reads see that begin now
   * @throws SQLException as {@link KeyedSessions#begin}; LG002, once, if a failover lost some of
   *     what is kept, which is taken out of the store
   */
  public SessionScope renew() throws SQLException {
    saving.lock();
    try {
      KeyedSessions.Beginning found = sessions.begin(key);
      scope = found.scope();
      Position seen = Tokens.positionIn(cluster, found.token());
      if (seen != null) {
        session.join(seen);
      }
      if (found.scope() == SessionScope.CONTEXT) {
        stored = found.token();
        savedPosition = seen; // less than before if the store has lost it
        checkLosses();
      }
      return found.scope();
    } finally {
      saving.unlock();
    }
  }

  private void checkLosses() throws SQLException {
    try {
      cluster.floors().ofSession(session, cluster.ticker().read());
    } catch (SQLException e) {
      if (SqlState.HISTORY_LOST.code().equals(e.getSQLState())) {
        saveAfter(e);
      }
      throw e;
    }
  }

  private void saveAfter(SQLException loss) {
    try {
      saveChange();
    } catch (SQLException e) {
      loss.addSuppressed(e);
    }
  }

  /** Whether there is anything that the store has not got. Does not block. */
  public boolean isChanged() {
    return session.unsampled() != null
        || !session.unsent().isEmpty()
        || !Objects.equals(trail.last(), savedRead)
        || !Objects.equals(session.position(), savedPosition);
  }

  /**
   * Keeps what the session has seen until now, if that is more than it began with.
   *
   * @throws SQLException LG002 if its last write may be lost, 57014 if what waits to be sent is not
   *     answered in time, both after what is known was kept; else as {@link Tokens#exportAnswered}
   *     and {@link KeyedSessions#save}
   */
  public void save() throws SQLException {
    saving.lock();
    try {
      if (isChanged()) {
        saveChange();
      }
    } finally {
      saving.unlock();
    }
  }

  private void saveChange() throws SQLException {
    SQLException queued = awaitQueued();
    SQLException loss = settle();
    // What comes after these are taken is for the next save.
    Position position = session.position();
    LastRead read = trail.last();
    SessionToken seen;
    try {
      seen = Tokens.exportAnswered(cluster, scope, session, read, null);
    } catch (SQLException e) {
      if (!SqlState.HISTORY_LOST.code().equals(e.getSQLState())) {
        throw e;
      }
      loss = e; // while it was waited for
      position = session.position();
      seen = Tokens.exportAnswered(cluster, scope, session, read, null);
    }
    boolean lost = isCapped(savedPosition, position);
    SessionToken now = sessions.save(key, stored, lost, seen);
    if (now != null) {
      stored = now;
    }
    savedPosition = position;
    savedRead = read;
    if (loss != null || queued != null) {
      throw loss != null ? loss : queued;
    }
  }

  /** What is known is kept even if weak writes that wait to be sent are not answered in time. */
  private @Nullable SQLException awaitQueued() {
    try {
      cluster.weakBacklog().awaitAnswers(session);
      return null;
    } catch (SQLException e) {
      return e;
    }
  }

  /** Has the last write's position known. What the application has to be told is returned. */
  private @Nullable SQLException settle() throws SQLException {
    SQLException loss = null;
    for (int told = 0; ; told++) {
      try {
        cluster.floors().ofSession(session, cluster.ticker().read());
        return loss;
      } catch (SQLException e) {
        if (told == MOST_LOSSES || !SqlState.HISTORY_LOST.code().equals(e.getSQLState())) {
          throw e;
        }
        loss = loss == null ? e : loss;
      }
    }
  }

  /** A session's position only grows, unless a failover has lost some of it. */
  private static boolean isCapped(@Nullable Position before, @Nullable Position now) {
    return before != null && (now == null || !now.join(before).equals(now));
  }
}
