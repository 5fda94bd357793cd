package dev.lagrange.driver.connection;

import dev.lagrange.control.cluster.Cluster;
import dev.lagrange.control.session.SessionSettings;
import dev.lagrange.driver.cluster.Pools;
import dev.lagrange.driver.node.Lease;
import dev.lagrange.routing.cluster.ClusterView;
import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.cluster.NodeState;
import dev.lagrange.routing.error.SqlState;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The physical connections that a logical one holds now, one per node at most that takes new users:
 * statements that are open at the same time share them. Confined to one logical connection, except
 * {@link #abort}.
 */
final class LeaseBook {

  /** What is set through the API and in SQL alike, by the name in SQL. */
  private static final Map<String, String> ALSO_IN_API =
      Map.of(
          "search_path",
          "schema",
          "application_name",
          "clientInfo ApplicationName",
          SessionSettings.ISOLATION,
          "transactionIsolation");

  private volatile boolean aborted;
  private SqlTask beforeSetting = () -> {};
  private final Cluster cluster;
  private final Pools pools;
  private final ConnectionSettings settings = new ConnectionSettings();
  private SessionSettings wanted = SessionSettings.NONE;
  private final List<Lease> held = new CopyOnWriteArrayList<>();
  private final List<Lease> retired = new ArrayList<>(0);

  LeaseBook(Cluster cluster, Pools pools) {
    this.cluster = cluster;
    this.pools = pools;
  }

  /** Where they come from. */
  Pools pools() {
    return pools;
  }

  /** A connection to the primary; retained once, on the caller's behalf. Blocks. */
  Lease primary() throws SQLException {
    NodeState primary = cluster.monitor().view().primary();
    Lease lease = primary == null ? null : find(primary.id());
    return lease != null ? lease : hold(pools.leasePrimary(wanted));
  }

  /** A connection to the primary, if one is held; retained once. */
  @Nullable Lease heldPrimary() throws SQLException {
    NodeState primary = cluster.monitor().view().primary();
    return primary == null ? null : find(primary.id());
  }

  /** Whether anything was set through the API that connections do not have by themselves. */
  boolean hasSettings() {
    return !settings.isEmpty();
  }

  /** What has to be done before anything is set: it was given with what was set before. */
  void beforeSetting(SqlTask task) {
    beforeSetting = task;
  }

  /** A connection to a node; retained once, on the caller's behalf. Blocks. */
  Lease on(NodeId node) throws SQLException {
    Lease lease = find(node);
    return lease != null ? lease : hold(pools.lease(node, wanted));
  }

  /**
   * A connection to any node, for a question that each answers alike; retained once. Blocks.
   *
   * @param but a node that did not answer, to be spared if there is another; null for none
   */
  Lease any(@Nullable NodeId but) throws SQLException {
    for (Lease lease : held) {
      if (isShareable(lease) && !lease.node().equals(but)) {
        return given(lease);
      }
    }
    ClusterView view = cluster.monitor().view();
    NodeState primary = view.primary();
    if (primary != null && !primary.id().equals(but)) {
      return primary();
    }
    for (NodeState replica : view.replicas()) {
      if (!replica.id().equals(but)) {
        return on(replica.id());
      }
    }
    return primary();
  }

  private @Nullable Lease find(NodeId node) throws SQLException {
    for (int i = 0; i < held.size(); i++) {
      Lease lease = held.get(i);
      if (lease.node().equals(node) && isShareable(lease)) {
        return given(lease);
      }
    }
    return null;
  }

  /** A connection that is held, once it has what the session has set since; retained. */
  private Lease given(Lease lease) throws SQLException {
    lease.retain();
    try {
      lease.give(wanted);
      return lease;
    } catch (SQLException e) {
      retire(lease);
      if (Failure.isConnectionLost(e)) {
        lease.broken();
      }
      release(lease);
      throw e;
    }
  }

  /** The settings made in SQL that each connection is given before it is used. */
  SessionSettings wanted() {
    return wanted;
  }

  /** From now on each connection is given these. */
  void want(SessionSettings settings) {
    wanted = settings;
  }

  /** A connection that somebody holds is about to be used: it has what the session has set. */
  void refresh(Lease lease) throws SQLException {
    if (isShareable(lease) && !lease.isGone()) {
      release(given(lease));
    }
  }

  /** Whether the API has set what a setting of SQL would set too. */
  boolean isSetInApi(String name) {
    String setting = ALSO_IN_API.get(name);
    return setting != null && settings.has(setting);
  }

  /** Whether it takes no new users. */
  boolean isRetired(Lease lease) {
    return retired.contains(lease);
  }

  private boolean isShareable(Lease lease) {
    return !retired.contains(lease) && !lease.isBroken();
  }

  private Lease hold(Lease fresh) throws SQLException {
    fresh.retain();
    try {
      settings.applyTo(fresh);
    } catch (SQLException | RuntimeException e) {
      // Some of them may have been applied.
      fresh.sessionChanged();
      fresh.release();
      throw e;
    }
    held.add(fresh);
    if (aborted) {
      fresh.abort();
      release(fresh);
      throw new SQLNonTransientConnectionException(
          "The connection was aborted", SqlState.CLOSED.code());
    }
    return fresh;
  }

  /** One user less; a connection that nobody uses goes back to its pool. */
  void release(Lease lease) {
    lease.release();
    if (lease.isGone()) {
      held.remove(lease);
      retired.remove(lease);
    }
  }

  /** Lets no new user share a connection: its session is no longer what the next one may see. */
  void retire(Lease lease) {
    lease.sessionChanged();
    if (held.contains(lease) && !retired.contains(lease)) {
      retired.add(lease);
    }
  }

  /** Applies a setting to the connections held, and to each later one before it is used. */
  void set(String name, ConnectionSettings.Setting setting) throws SQLException {
    beforeSetting.run();
    for (Lease lease : held) {
      if (!lease.isBroken()) {
        applyTo(lease, setting);
      }
    }
    settings.keep(name, setting);
    ALSO_IN_API.forEach(
        (carried, api) -> {
          if (api.equals(name)) {
            wanted = wanted.without(carried);
            held.forEach(lease -> lease.stamped().settings().forget(carried));
          }
        });
  }

  private static void applyTo(Lease lease, ConnectionSettings.Setting setting) throws SQLException {
    try {
      setting.applyTo(lease);
    } catch (SQLException e) {
      if (!Failure.isConnectionLost(e)) {
        throw e;
      }
      // Whoever uses it next will see; the setting itself needs no connection.
      lease.broken();
    }
  }

  /** As {@link #set}, where later connections have the value already when they come. */
  void setToDefault(String name, ConnectionSettings.Setting setting) throws SQLException {
    set(name, setting);
    settings.forget(name);
  }

  /** A transaction or a part of it was rolled back, and with it what was set meanwhile. */
  void rolledBack(Lease lease) throws SQLException {
    if (held.contains(lease) && !lease.isBroken()) {
      settings.applyAgainTo(lease);
    }
  }

  /** Whether rows are open that write when they are changed: to a transaction, if one begins. */
  boolean areWrittenThroughRows() {
    for (Lease lease : held) {
      if (lease.isWrittenThroughRows()) {
        return true;
      }
    }
    return false;
  }

  /** The connections held now. */
  List<Lease> held() {
    return held;
  }

  /** Breaks the connections that are held. Thread-safe. */
  void abort() {
    aborted = true;
    held.forEach(Lease::abort);
  }
}
