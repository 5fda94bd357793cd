package dev.lagrange.driver.connection;

import dev.lagrange.control.cluster.ClientClaims;
import dev.lagrange.control.cluster.Cluster;
import dev.lagrange.control.cluster.SettingValues;
import dev.lagrange.control.session.ReadTrail;
import dev.lagrange.control.session.Session;
import dev.lagrange.control.session.SessionBinding;
import dev.lagrange.driver.context.ConsistencyScope;
import dev.lagrange.driver.context.IgnoredWrites;
import dev.lagrange.driver.context.SessionContext;
import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.consistency.SessionScope;
import dev.lagrange.routing.option.OptionTable;
import dev.lagrange.routing.option.RoutingMode;
import dev.lagrange.routing.policy.Claim;
import dev.lagrange.routing.policy.Level;
import dev.lagrange.routing.position.Position;
import dev.lagrange.routing.sql.Classification;
import dev.lagrange.routing.sql.StatementKind;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What one logical connection declared, and which session its statements belong to. Confined to one
 * logical connection.
 */
final class SessionState {

  private final Cluster cluster;
  private final Level byUrl;
  private final SessionScope scope;
  private SessionBinding outsideOfContexts;
  private ClientClaims policy;
  private @Nullable Level local;
  private @Nullable Level declared;
  private @Nullable RoutingMode routing;

  SessionState(Cluster cluster) {
    this.cluster = cluster;
    this.byUrl = Level.declared(cluster.options().get(OptionTable.CONSISTENCY));
    this.scope = cluster.options().get(OptionTable.SESSION_SCOPE);
    this.outsideOfContexts = outsideOfContexts();
    this.policy = cluster.claims();
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

  /**
   * The level of a statement: the strongest claim that somebody made for it, and no less than the
   * policy requires.
   */
  Level level(Classification what, boolean inTransaction) throws SQLException {
    Claim claim = policy.of(what);
    Level claimed = claimed(what);
    return claim.raised(claimed == null ? claim.undeclared(byUrl, inTransaction) : claimed);
  }

  /** Whether the session need not see what a statement writes, as far as is certain. */
  boolean ignores(Classification what) {
    if (what.kind() != StatementKind.WRITE || what.changesSession()) {
      return false;
    }
    return IgnoredWrites.isOpen() || cluster.ignoresWritesOf(what, policy);
  }

  /** What was declared for a statement here and now; null if nothing was. */
  private @Nullable Level claimed(Classification what) throws SQLException {
    if (what.consistency() != null) {
      return Level.declared(SettingValues.consistency(what.consistency(), "the hint"));
    }
    if (local != null) {
      return local;
    }
    Consistency scoped = ConsistencyScope.current();
    return scoped != null ? Level.declared(scoped) : declared;
  }

  /** The level of a statement that claims nothing itself, here and now, but for the policy. */
  Consistency current() {
    if (local != null) {
      return local.consistency();
    }
    Consistency scoped = ConsistencyScope.current();
    return scoped != null ? scoped : consistency();
  }

  /** What the session declared, or the URL. */
  Consistency consistency() {
    return declared != null ? declared.consistency() : byUrl.consistency();
  }

  void declare(@Nullable Consistency consistency) {
    declared = consistency == null ? null : Level.declared(consistency);
  }

  /** Null for what the session declared, if it did. */
  void declareForTransaction(@Nullable Consistency consistency) {
    local = consistency == null ? declared : Level.declared(consistency);
  }

  /** What was declared for the transaction; null if nothing was. */
  @Nullable Level local() {
    return local;
  }

  /** The transaction whose first statement failed begins anew, as it was declared. */
  void restoreLocal(@Nullable Level level) {
    local = level;
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

  /** Where the session's names without a schema are from now on. */
  void setSchema(String name) {
    policy = cluster.claimsIn(name);
  }

  SessionScope scope() {
    return scope;
  }

  /** Takes over what a token names; null if that is nothing. */
  void carry(@Nullable Position position) {
    if (position != null) {
      outsideOfContexts = outsideOfContexts.carrying(position);
    }
  }

  /** Where this connection, or the context it runs in, read last. */
  ReadTrail trail() throws SQLException {
    return binding().trail();
  }

  /**
   * Where anybody whose reads count as this session's read on a replica last: in scope cluster all
   * connections of this process, else none but its own.
   */
  ReadTrail sharedTrail() throws SQLException {
    SessionBinding binding = binding();
    return binding.scope() == SessionScope.CLUSTER
        ? cluster.replicaReads().shared()
        : binding.trail();
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
    return new SessionBinding(
        member.scope(), member.session(), member.trail(), outsideOfContexts.carried());
  }
}
