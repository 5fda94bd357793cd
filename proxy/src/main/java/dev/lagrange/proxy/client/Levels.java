package dev.lagrange.proxy.client;

import dev.lagrange.control.cluster.Cluster;
import dev.lagrange.control.cluster.SettingValues;
import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.policy.Claim;
import dev.lagrange.routing.policy.Level;
import dev.lagrange.routing.sql.Classification;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What one client has declared of how fresh its reads must be. */
final class Levels {

  private final Cluster cluster;
  private final Level byStart;
  private @Nullable Level declared;
  private @Nullable Level local;

  Levels(Cluster cluster, Consistency byStart) {
    this.cluster = cluster;
    this.byStart = Level.declared(byStart);
  }

  /**
   * The level of a unit: the strictest of its statements'.
   *
   * @throws SQLException if a hint is no level (22023)
   */
  Level of(Unit unit, boolean inTransaction) throws SQLException {
    Level strictest = null;
    for (Classification statement : unit.statements()) {
      Level level = of(statement, inTransaction);
      strictest = strictest == null || level.isStricterThan(strictest) ? level : strictest;
    }
    return strictest == null ? current() : strictest;
  }

  private Level of(Classification statement, boolean inTransaction) throws SQLException {
    Claim policy = cluster.claim(statement, null);
    Level claimed = claimed(statement);
    return policy.raised(claimed == null ? policy.undeclared(byStart, inTransaction) : claimed);
  }

  private @Nullable Level claimed(Classification statement) throws SQLException {
    if (statement.consistency() != null) {
      return Level.declared(SettingValues.consistency(statement.consistency(), "the hint"));
    }
    return local != null ? local : declared;
  }

  /** The level of what claims none itself. */
  Level current() {
    if (local != null) {
      return local;
    }
    return declared == null ? byStart : declared;
  }

  /** Null for what the session began with. */
  void declare(@Nullable Consistency consistency) {
    declared = consistency == null ? null : Level.declared(consistency);
  }

  void declareForTransaction(@Nullable Consistency consistency) {
    local = consistency == null ? declared : Level.declared(consistency);
  }

  void transactionEnded() {
    local = null;
  }
}
