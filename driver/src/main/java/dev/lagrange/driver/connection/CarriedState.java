package dev.lagrange.driver.connection;

import dev.lagrange.control.SessionVariables;
import dev.lagrange.control.cluster.Cluster;
import dev.lagrange.control.session.SessionSettings;
import dev.lagrange.driver.node.Lease;
import dev.lagrange.routing.cluster.Role;
import dev.lagrange.routing.option.OptionTable;
import dev.lagrange.routing.option.UnseenState;
import dev.lagrange.routing.route.Route;
import dev.lagrange.routing.sql.Classification;
import dev.lagrange.routing.sql.SessionEffect;
import dev.lagrange.routing.sql.SettingChange;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a session has set in SQL and takes along to whichever node its statements run on: roles,
 * tenants, schemas, time zones, limits. Each physical connection is given it before anything of the
 * session runs there ({@link LeaseBook}). What was set in a transaction counts once that has ended,
 * and is what the server then says it is: a rollback or a savepoint may have undone it.
 *
 * <p>Where anything is in doubt, the session is bound to its connection instead ({@link
 * SessionPin}). Confined to one logical connection.
 */
final class CarriedState {

  private final LeaseBook leases;
  private final SessionPin pin;
  private final @Nullable SessionVariables variables;
  private final boolean namesMatter;
  private final boolean resetsUnseen;
  private final Set<String> inTransaction = new LinkedHashSet<>(0);
  private boolean outlivesRollback;

  CarriedState(Cluster cluster, LeaseBook leases) {
    this.leases = leases;
    this.pin = new SessionPin(leases);
    this.variables = cluster.vendor().sessionVariables();
    this.namesMatter = cluster.options().find(OptionTable.POLICY).isPresent();
    this.resetsUnseen = cluster.options().get(OptionTable.UNSEEN_STATE) == UnseenState.RESET;
  }

  /** What the session is bound to where its state cannot be carried. */
  SessionPin pin() {
    return pin;
  }

  /** Whether all that a statement does to the session can be carried. */
  boolean isCarried(Classification what) {
    SettingChange change = what.setting();
    if (change == null || variables == null || pin.isSet()) {
      return false;
    }
    if (!(change instanceof SettingChange.OfNamed named)) {
      return !leases.hasSettings();
    }
    return named.names().stream().allMatch(this::isCarried);
  }

  private boolean isCarried(String name) {
    // a policy knows neither the schemas nor the roles that names without a schema depend on
    boolean moves = name.equals("search_path") || name.equals("role");
    return !(namesMatter && moves) && !leases.isSetInApi(name);
  }

  /** The same of a statement in a transaction on a replica. */
  boolean isCarriedWithin(Classification what) {
    // a standby whose session is serializable does not even say what it is
    return isCarried(what)
        && what.setting() instanceof SettingChange.OfNamed named
        && !named.names().contains(SessionSettings.ISOLATION);
  }

  /**
   * A statement that changes the session ran. One round trip where its text does not say what it
   * set.
   *
   * @param parameter the text of its only parameter; null if it has none, or one of another type
   * @param failed whether it failed: it may have set something all the same
   * @param within whether it ran in a transaction that is still open, and decides
   * @return false if the connection is all that has the state now
   */
  boolean takes(
      Lease lease, Classification what, @Nullable String parameter, boolean failed, boolean within)
      throws SQLException {
    SettingChange change = what.setting();
    boolean direct = lease.stamp().run() != null; // a pooler may give it to others
    if (change == null || !direct || !isCarried(what)) {
      return false;
    }
    if (change instanceof SettingChange.AllBack all) {
      if (failed || within) {
        return false;
      }
      now(lease, all.withRole() ? SessionSettings.NONE : leases.wanted().onlyRole());
      return true;
    }
    if (!(change instanceof SettingChange.OfNamed named)) {
      return false;
    }
    if (within) {
      inTransaction.addAll(named.names());
      return true;
    }
    SessionSettings after = failed ? null : after(named, parameter);
    if (after == null) {
      return asks(lease, Set.copyOf(named.names()));
    }
    now(lease, after);
    return true;
  }

  /** What a statement that did not fail has left behind; null if only the server can tell. */
  private @Nullable SessionSettings after(
      SettingChange.OfNamed change, @Nullable String parameter) {
    SessionSettings after = leases.wanted();
    if (change instanceof SettingChange.To to) {
      return after.with(to.name(), to.value());
    }
    if (change instanceof SettingChange.ToParameter to) {
      return parameter == null ? null : after.with(to.name(), parameter);
    }
    if (change instanceof SettingChange.Back back) {
      return after.without(back.name());
    }
    if (change instanceof SettingChange.Several several) {
      for (SettingChange.To to : several.changes()) {
        after = after.with(to.name(), to.value());
      }
      return after;
    }
    return null;
  }

  /** A statement ran that may have changed the session in a way that cannot be carried. */
  void changed(Lease lease, Classification what, Role where) {
    boolean drops = resetsUnseen && what.session() == SessionEffect.UNSEEN && !pin.isSet();
    if (where == Role.PRIMARY && !drops) {
      pin.set(lease);
    } else {
      // It lasts as long as the transaction, which stays there; the next statement goes elsewhere.
      leases.retire(lease);
    }
  }

  private void now(Lease lease, SessionSettings settings) {
    leases.want(settings);
    lease.stamped().settings().became(settings);
  }

  /** Takes over what the server says; false if it does not say. */
  private boolean asks(Lease lease, Set<String> names) {
    if (variables == null || lease.isBroken()) {
      return false;
    }
    try {
      SessionSettings settings = leases.wanted();
      Map<String, @Nullable String> values = variables.read(lease.connection(), names);
      for (Map.Entry<String, @Nullable String> value : values.entrySet()) {
        settings = settings.with(value.getKey(), value.getValue());
      }
      now(lease, settings);
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  /** A transaction has ended, one way or another, and its connection is in none. */
  void ended(LogicalTransaction transaction) {
    outlivesRollback = false;
    if (inTransaction.isEmpty()) {
      return;
    }
    Set<String> names = Set.copyOf(inTransaction);
    inTransaction.clear();
    if (!pin.isSet() && !asks(transaction.lease(), names)) {
      bind(transaction.lease(), transaction.route());
    }
  }

  /** A transaction may have ended, and another begun in the same breath: which of them set what? */
  void chained() {
    outlivesRollback = !inTransaction.isEmpty();
  }

  private void bind(Lease lease, Route route) {
    if (lease.isBroken() || route.role() == Role.REPLICA) {
      leases.retire(lease);
      pin.stateLost();
    } else {
      pin.set(lease);
    }
  }

  /** A transaction was rolled back, and what was set in it; its connection is in none. */
  void rolledBack(LogicalTransaction transaction) {
    if (outlivesRollback) {
      ended(transaction);
    }
    inTransaction.clear();
  }

  /** The connection is lost, and nobody knows whether the transaction was committed. */
  void inDoubt() {
    outlivesRollback = false;
    if (!inTransaction.isEmpty()) {
      inTransaction.clear();
      pin.stateLost();
    }
  }

  /**
   * The session ends; what it has set is not the next one's.
   *
   * @param open the transaction that goes on, if one does
   */
  void end(@Nullable LogicalTransaction open) {
    if (open != null && !(inTransaction.isEmpty() && leases.wanted().isEmpty())) {
      leases.retire(open.lease());
    }
    leases.want(SessionSettings.NONE);
    inTransaction.clear();
    outlivesRollback = false;
  }
}
