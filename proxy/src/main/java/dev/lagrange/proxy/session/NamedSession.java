package dev.lagrange.proxy.session;

import dev.lagrange.control.LastRead;
import dev.lagrange.control.cluster.Cluster;
import dev.lagrange.control.cluster.KeptSession;
import dev.lagrange.control.session.Session;
import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.consistency.SessionScope;
import dev.lagrange.routing.error.SqlState;
import dev.lagrange.routing.position.Position;
import dev.lagrange.routing.spelling.Quote;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What the clients that name one key have written and read, together. Thread-safe.
 *
 * <p>Clients read at the same time, on different nodes: what each read may have shown becomes part
 * of the session before another client with the key reads.
 */
public final class NamedSession {

  private final Cluster cluster;
  private final String key;
  private final Session session;
  private final @Nullable KeptSession kept;
  private final Map<NodeId, LastRead> reads = new ConcurrentHashMap<>();
  private final Turns<SessionScope> renewals;
  private final Turns<Boolean> saves;

  NamedSession(
      Cluster cluster, String key, Session session, @Nullable KeptSession kept, Executor waiting) {
    this.cluster = cluster;
    this.key = key;
    this.session = session;
    this.kept = kept;
    this.renewals = new Turns<>(waiting, this::renew);
    this.saves = new Turns<>(waiting, this::save);
  }

  /** Its key. */
  public String key() {
    return key;
  }

  /** What was written and seen. */
  public Session session() {
    return session;
  }

  /**
   * A read of one of its clients has ended.
   *
   * @param before the client's read before it, than which this one shows no less; null if none
   */
  public void read(LastRead last, @Nullable LastRead before) {
    if (before != null) {
      reads.remove(before.node(), before);
    }
    reads.merge(last.node(), last, NamedSession::later);
  }

  private static LastRead later(LastRead one, LastRead other) {
    return one.endedAt() - other.endedAt() > 0 ? one : other;
  }

  /**
   * Has the session know what a read that begins now has to see: what others have kept under the
   * key, and what its other clients have read. Does not block.
   *
   * @param own where the client that reads has read last, which it minds itself
   * @return whose writes count for the read; fails as {@link KeptSession#renew}
   */
  public CompletableFuture<SessionScope> renewed(@Nullable LastRead own) {
    if (kept == null && reads.values().stream().allMatch(read -> read.equals(own))) {
      return CompletableFuture.completedFuture(SessionScope.CONTEXT);
    }
    return renewals.next();
  }

  private SessionScope renew() throws SQLException {
    SessionScope scope = kept == null ? SessionScope.CONTEXT : kept.renew();
    return joinReads() ? scope : SessionScope.CLUSTER;
  }

  /** Whether there is something that has to be kept elsewhere before its client is answered. */
  public boolean isUnsaved() {
    return kept != null && (!reads.isEmpty() || kept.isChanged());
  }

  /**
   * Keeps what was written and read until now where others find it. Does not block; fails as {@link
   * KeptSession#save}.
   */
  public CompletableFuture<Boolean> saved() {
    return saves.next();
  }

  private boolean save() throws SQLException {
    boolean known = joinReads();
    if (kept != null) {
      kept.save();
    }
    if (!known) {
      throw new SQLTransientConnectionException(
          "What session "
              + Quote.of(key)
              + " has read is not kept, since nobody knows how new it was: neither the node that"
              + " served it nor a primary can be asked; repeat the read once one of them answers",
          SqlState.NOT_CONNECTED.code());
    }
    return true;
  }

  /** Makes what was read part of what the session has seen; false if nobody can say what it was. */
  private boolean joinReads() throws SQLException {
    boolean known = true;
    for (LastRead read : List.copyOf(reads.values())) {
      Position shown = cluster.floors().boundOf(read);
      if (shown == null) {
        known = false;
      } else {
        session.join(shown);
        reads.remove(read.node(), read);
      }
    }
    return known;
  }

  /** Has it known, and kept, for good, with no client left. Blocks; fails as {@link #saved}. */
  void settle() throws SQLException {
    save();
    cluster.floors().ofSession(session, cluster.ticker().read());
  }

  /** Whether it goes on elsewhere, so that it has to be kept. */
  public boolean isKept() {
    return kept != null;
  }
}
