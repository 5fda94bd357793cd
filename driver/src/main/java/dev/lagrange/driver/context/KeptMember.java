package dev.lagrange.driver.context;

import dev.lagrange.control.LastRead;
import dev.lagrange.control.cluster.Cluster;
import dev.lagrange.control.cluster.KeyedSessions;
import dev.lagrange.control.cluster.Tokens;
import dev.lagrange.control.session.ReadTrail;
import dev.lagrange.control.session.Session;
import dev.lagrange.control.store.StoreKey;
import dev.lagrange.driver.context.SessionContext.Member;
import dev.lagrange.routing.error.SqlState;
import dev.lagrange.routing.position.Position;
import dev.lagrange.routing.token.SessionToken;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What a session with a key does on one cluster: it begins with what the token store has, and is
 * kept there. Thread-safe.
 */
final class KeptMember {

  /** A failover may be told of by an unsampled write, and by what was seen before it. */
  private static final int MOST_LOSSES = 3;

  private final Cluster cluster;
  private final KeyedSessions sessions;
  private final StoreKey key;
  private final Member member;

  /** Held while the store is asked: no monitor, which would pin a virtual thread. */
  private final ReentrantLock saving = new ReentrantLock();

  private SessionToken stored; // by saving
  private @Nullable Position savedPosition; // by saving
  private @Nullable LastRead savedRead; // by saving

  private KeptMember(
      Cluster cluster, KeyedSessions sessions, StoreKey key, SessionToken stored, Member member) {
    this.cluster = cluster;
    this.sessions = sessions;
    this.key = key;
    this.stored = stored;
    this.member = member;
    this.savedPosition = member.session().position();
  }

  /**
   * Begins with what is kept under a key. Blocks as {@link KeyedSessions#begin}.
   *
   * @throws SQLException as {@link KeyedSessions#begin}; 22023 if the cluster has no token store
   */
  static KeptMember begin(Cluster cluster, String session) throws SQLException {
    KeyedSessions sessions = cluster.keyedSessions();
    StoreKey key = new StoreKey(Tokens.identity(cluster), session);
    KeyedSessions.Beginning found = sessions.begin(key);
    Position seen = Tokens.positionIn(cluster, found.token());
    Member member = new Member(new Session(seen), new ReadTrail(), found.scope());
    return new KeptMember(cluster, sessions, key, found.token(), member);
  }

  Member member() {
    return member;
  }

  /** Whether there is anything that the store has not got. */
  private boolean isChanged() {
    Session session = member.session();
    return session.unsampled() != null
        || !session.unsent().isEmpty()
        || !Objects.equals(member.trail().last(), savedRead)
        || !Objects.equals(session.position(), savedPosition);
  }

  /**
   * Keeps what the session has seen until now, if that is more than it began with.
   *
   * @throws SQLException LG002 if its last write may be lost, 57014 if what waits to be sent is not
   *     answered in time, both after what is known was kept; else as {@link Tokens#exportAnswered}
   *     and {@link KeyedSessions#save}
   */
  void save() throws SQLException {
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
    Position position = member.session().position();
    LastRead read = member.trail().last();
    SessionToken seen =
        Tokens.exportAnswered(cluster, member.scope(), member.session(), read, null);
    SessionToken lost = isCapped(savedPosition, position) ? stored : null;
    SessionToken now = sessions.save(key, lost, seen);
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
      cluster.weakBacklog().awaitAnswers(member.session());
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
        cluster.floors().ofSession(member.session());
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
