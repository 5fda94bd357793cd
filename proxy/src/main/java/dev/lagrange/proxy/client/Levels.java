package dev.lagrange.proxy.client;

import dev.lagrange.control.cluster.SettingValues;
import dev.lagrange.control.session.SessionSettings;
import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.policy.Claim;
import dev.lagrange.routing.policy.Level;
import dev.lagrange.routing.sql.Classification;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What one client has declared of how fresh its reads must be. */
final class Levels {

  private final ClientRules rules;
  private final Level byUrl;
  private final @Nullable Level byStart;
  private @Nullable Level declared;
  private @Nullable Level local;

  /**
   * Of a client that begins.
   *
   * @param byUrl the level of whoever declares none
   * @param byStart what it declared as it began; null if nothing
   */
  Levels(ClientRules rules, Consistency byUrl, @Nullable Consistency byStart) {
    this.rules = rules;
    this.byUrl = Level.declared(byUrl);
    this.byStart = byStart == null ? null : Level.declared(byStart);
    this.declared = this.byStart;
  }

  /**
   * The level of a unit: the strictest of its statements'.
   *
   * @param settings what the client has set
   * @throws SQLException if a hint is no level (22023)
   */
  Level of(Unit unit, SessionSettings settings, boolean inTransaction) throws SQLException {
    Level strictest = null;
    for (Classification statement : unit.statements()) {
      Level level = of(statement, settings, inTransaction);
      strictest = strictest == null || level.isStricterThan(strictest) ? level : strictest;
    }
    return strictest == null ? current() : strictest;
  }

  private Level of(Classification statement, SessionSettings settings, boolean inTransaction)
      throws SQLException {
    Claim claim = rules.claim(statement, settings);
    Level claimed = claimed(statement);
    return claim.raised(claimed == null ? claim.undeclared(byUrl, inTransaction) : claimed);
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
    return declared == null ? byUrl : declared;
  }

  /** Null for what the session began with. */
  void declare(@Nullable Consistency consistency) {
    declared = consistency == null ? byStart : Level.declared(consistency);
  }

  void declareForTransaction(@Nullable Consistency consistency) {
    local = consistency == null ? declared : Level.declared(consistency);
  }

  void transactionEnded() {
    local = null;
  }
}
