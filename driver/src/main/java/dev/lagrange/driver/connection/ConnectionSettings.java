package dev.lagrange.driver.connection;

import dev.lagrange.driver.node.Lease;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was set through the API of a logical connection, applied to each physical one before a
 * statement runs there. Confined to one logical connection.
 */
final class ConnectionSettings {

  /**
   * One setting.
   *
   * @param apply sets it on a physical connection
   * @param outlivesPool whether the pool does not take it back by itself, so that the connection
   *     has to be reset before anybody else gets it
   */
  record Setting(SqlAction<Connection> apply, boolean outlivesPool) {

    void applyTo(Lease lease) throws SQLException {
      if (outlivesPool) {
        lease.sessionChanged();
      }
      apply.on(lease.connection());
    }
  }

  private final Map<String, Setting> settings = new LinkedHashMap<>();

  /** Keeps a setting, after all others. */
  void keep(String name, Setting setting) {
    settings.remove(name);
    settings.put(name, setting);
  }

  /** Leaves it to the pool what physical connections have. */
  void forget(String name) {
    settings.remove(name);
  }

  boolean has(String name) {
    return settings.containsKey(name);
  }

  boolean isEmpty() {
    return settings.isEmpty();
  }

  void applyTo(Lease lease) throws SQLException {
    for (Setting setting : settings.values()) {
      setting.applyTo(lease);
    }
  }

  /** Those that a rollback may have undone. */
  void applyAgainTo(Lease lease) throws SQLException {
    for (Setting setting : settings.values()) {
      // what the pool knows is no part of a transaction, and the isolation cannot be set within one
      if (setting.outlivesPool()) {
        setting.applyTo(lease);
      }
    }
  }
}
