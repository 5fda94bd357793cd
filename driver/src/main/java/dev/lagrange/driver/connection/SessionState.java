package dev.lagrange.driver.connection;

import dev.lagrange.driver.cluster.Cluster;
import dev.lagrange.driver.context.ConsistencyScope;
import dev.lagrange.driver.context.SessionContext;
import dev.lagrange.driver.session.ReadTrail;
import dev.lagrange.driver.session.Session;
import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.consistency.SessionScope;
import dev.lagrange.routing.error.SqlState;
import dev.lagrange.routing.option.OptionTable;
import dev.lagrange.routing.option.RoutingMode;
import dev.lagrange.routing.position.Position;
import dev.lagrange.routing.sql.Classification;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import org.jspecify.annotations.Nullable;

/**
 * What one logical connection declared, and which session its statements belong to. Confined to one
 * logical connection.
 */
final class SessionState {

  private final Cluster cluster;
  private final Consistency byUrl;
  private final SessionScope scope;
  private SessionBinding outsideOfContexts;
  private @Nullable Consistency local;
  private @Nullable Consistency declared;
  private @Nullable RoutingMode routing;

  SessionState(Cluster cluster) {
    this.cluster = cluster;
    this.byUrl = cluster.options().get(OptionTable.CONSISTENCY);
    this.scope = cluster.options().get(OptionTable.SESSION_SCOPE);
    this.outsideOfContexts = outsideOfContexts();
  }

  /** Without a context there is nothing to tell whose writes count: so everybody's do. */
  private SessionBinding outsideOfContexts() {
    SessionScope known = scope == SessionScope.CONTEXT ? SessionScope.CLUSTER : scope;
    Session session =
        scope == SessionScope.CONNECTION
            ? new Session(cluster.monitor().newestKnown())
            : cluster.session();
    return new SessionBinding(known, session, new ReadTrail(), null);
  }

  /** The level of a statement: the strongest claim that somebody made for it. */
  Consistency consistency(Classification what) throws SQLException {
    if (what.consistency() != null) {
      return parse(what.consistency(), "the hint");
    }
    return current();
  }

  /** The level of a statement that claims nothing itself, here and now. */
  Consistency current() {
    if (local != null) {
      return local;
    }
    Consistency scoped = ConsistencyScope.current();
    return scoped != null ? scoped : consistency();
  }

  /** What the session declared, or the URL. */
  Consistency consistency() {
    return declared != null ? declared : byUrl;
  }

  static Consistency parse(String text, String where) throws SQLException {
    try {
      return Consistency.parse(text);
    } catch (IllegalArgumentException e) {
      throw new SQLNonTransientException(
          "In " + where + ": " + e.getMessage(), SqlState.INVALID_OPTION.code());
    }
  }

  void declare(@Nullable Consistency consistency) {
    declared = consistency;
  }

  void declareForTransaction(Consistency consistency) {
    local = consistency;
  }

  /** What was declared for the transaction ends with it. */
  void transactionEnded() {
    local = null;
  }

  RoutingMode routing() {
    return routing != null ? routing : cluster.routing();
  }

  void setRouting(@Nullable RoutingMode mode) {
    routing = mode;
  }

  SessionScope scope() {
    return scope;
  }

  void carry(Position position) {
    outsideOfContexts = outsideOfContexts.carrying(position);
  }

  /** Where this connection, or the context it runs in, read last. */
  ReadTrail trail() throws SQLException {
    return binding().trail();
  }

  /** Refuses a context whose token is no good before anything runs, not after (LG003). */
  void checkBinding() throws SQLException {
    SessionContext context = scope == SessionScope.CONTEXT ? SessionContext.current() : null;
    if (context != null) {
      context.on(cluster);
    }
  }

  /** The session that the next statement belongs to. */
  SessionBinding binding() throws SQLException {
    SessionContext context = scope == SessionScope.CONTEXT ? SessionContext.current() : null;
    if (context == null) {
      return outsideOfContexts;
    }
    SessionContext.Member member = context.on(cluster);
    return new SessionBinding(scope, member.session(), member.trail(), outsideOfContexts.carried());
  }
}
