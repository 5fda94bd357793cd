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
  private final Session own;
  private final ReadTrail trail = new ReadTrail();
  private @Nullable Consistency local;
  private @Nullable Consistency declared;
  private @Nullable RoutingMode routing;
  private final SessionScope scope;
  private @Nullable Position carried;

  SessionState(Cluster cluster) {
    this.cluster = cluster;
    this.own = new Session(cluster.monitor().newestKnown());
    this.scope = cluster.options().get(OptionTable.SESSION_SCOPE);
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
    return declared != null ? declared : cluster.options().get(OptionTable.CONSISTENCY);
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
    carried = carried == null ? position : carried.join(position);
  }

  /** Where this connection, or the context it runs in, read last. */
  ReadTrail trail() throws SQLException {
    return binding().trail();
  }

  /** The session that the next statement belongs to. */
  SessionBinding binding() throws SQLException {
    return switch (scope) {
      case CLUSTER, DATASOURCE -> new SessionBinding(scope, cluster.session(), trail, carried);
      case CONNECTION -> new SessionBinding(scope, own, trail, carried);
      case CONTEXT -> inContext();
    };
  }

  /** Without a context there is nothing to tell whose writes count: so everybody's do. */
  private SessionBinding inContext() throws SQLException {
    SessionContext context = SessionContext.current();
    if (context == null) {
      return new SessionBinding(SessionScope.CLUSTER, cluster.session(), trail, carried);
    }
    SessionContext.Member member = context.on(cluster);
    return new SessionBinding(scope, member.session(), member.trail(), carried);
  }
}
