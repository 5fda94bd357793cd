package dev.lagrange.proxy.client;

import dev.lagrange.control.LastRead;
import dev.lagrange.control.cluster.Cluster;
import dev.lagrange.control.session.ReadTrail;
import dev.lagrange.control.session.Session;
import dev.lagrange.control.session.SessionBinding;
import dev.lagrange.proxy.session.NamedSession;
import dev.lagrange.proxy.session.NamedSessions;
import dev.lagrange.routing.consistency.ConsistencyLevel;
import dev.lagrange.routing.consistency.SessionScope;
import dev.lagrange.routing.option.OptionTable;
import dev.lagrange.routing.policy.Level;
import dev.lagrange.routing.position.Position;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The session that the statements of one client belong to. Confined to it, but for its end. */
final class ClientBinding {

  private final NamedSessions sessions;
  private final boolean shares;
  private final SessionBinding unnamed;
  private SessionBinding binding;
  private @Nullable String key;
  private @Nullable NamedSession named;
  private @Nullable LastRead noted;
  private @Nullable String keyAtStart;
  private @Nullable NamedSession namedAtStart;
  private boolean closed;

  ClientBinding(Cluster cluster, NamedSessions sessions) {
    this.sessions = sessions;
    SessionScope scope = cluster.options().get(OptionTable.SESSION_SCOPE);
    this.shares = scope == SessionScope.CONTEXT;
    // Without a key there is nothing to tell whose writes count: so everybody's do.
    SessionScope known = shares ? SessionScope.CLUSTER : scope;
    Session session =
        scope == SessionScope.CONNECTION
            ? new Session(cluster.monitor().newestKnown())
            : cluster.session();
    this.unnamed = new SessionBinding(known, session, new ReadTrail(), null);
    this.binding = unnamed;
  }

  /** The session that the next statement belongs to. */
  SessionBinding now() {
    return binding;
  }

  /** Takes over what a token names; null if that is nothing. */
  void carry(@Nullable Position position) {
    if (position != null) {
      binding = binding.carrying(position);
    }
  }

  /** The key of the session; null if it has none. */
  @Nullable String key() {
    return key;
  }

  /**
   * Has the client in the session of a key from now on; null for the one that it began with. Blocks
   * as {@link NamedSessions#enter}.
   *
   * @throws SQLException as there
   */
  void name(@Nullable String wanted) throws SQLException {
    if (wanted == null) {
      reset();
      return;
    }
    sessions.check(wanted);
    NamedSession next = shares ? sessions.enter(wanted) : null;
    replace(wanted, next);
  }

  /**
   * The same at the client's start, to which it comes back.
   *
   * @throws SQLException as {@link #name}
   */
  void begin(String wanted) throws SQLException {
    name(wanted);
    synchronized (this) {
      keyAtStart = key;
      namedAtStart = named;
    }
  }

  /** Has the client in the session that it began with. Does not block. */
  void reset() {
    replace(keyAtStart, namedAtStart);
  }

  private synchronized void replace(@Nullable String now, @Nullable NamedSession next) {
    if (closed) {
      leave(next);
      return;
    }
    leave(named);
    key = now;
    named = next;
    noted = null;
    SessionBinding base =
        next == null
            ? unnamed
            : new SessionBinding(SessionScope.CONTEXT, next.session(), new ReadTrail(), null);
    Position carried = binding.carried();
    binding = carried == null ? base : base.carrying(carried);
  }

  /** Each entry is left once; that of the start at the end. */
  @SuppressWarnings("ReferenceEquality") // it is the same one, or another client's way in
  private void leave(@Nullable NamedSession session) {
    if (session != null && session != namedAtStart) {
      sessions.leave(session);
    }
  }

  /** The client is gone. On any thread. */
  synchronized void close() {
    closed = true;
    leave(named);
    if (namedAtStart != null) {
      sessions.leave(namedAtStart);
    }
    named = null;
    namedAtStart = null;
  }

  /**
   * Has the session know what a read has to see that begins now; null if there is nothing to wait
   * for. Does not block.
   */
  @Nullable CompletableFuture<SessionScope> renewed(Level level) {
    NamedSession session = named;
    if (session == null || level.consistency().level() == ConsistencyLevel.WEAK) {
      return null;
    }
    return session.renewed(binding.trail().last());
  }

  /** Whose writes count for the reads of a named session from now on. */
  void scopeIs(SessionScope scope) {
    if (named != null) {
      binding = new SessionBinding(scope, binding.session(), binding.trail(), binding.carried());
    }
  }

  /** Something was read, which the trail tells of if it counts. */
  void wasRead() {
    LastRead last = binding.trail().last();
    if (named != null && last != null && !last.equals(noted)) {
      named.read(last, noted);
      noted = last;
    }
  }

  /** Whether the session goes on elsewhere, where it has to be kept. */
  boolean isKept() {
    return named != null && named.isKept();
  }

  /** Whether some of it is not kept yet. */
  boolean isUnsaved() {
    return named != null && named.isUnsaved();
  }

  /** Keeps what was written and read until now; as {@link NamedSession#saved}. */
  CompletableFuture<Boolean> saved() {
    NamedSession session = named;
    return session == null ? CompletableFuture.completedFuture(true) : session.saved();
  }
}
