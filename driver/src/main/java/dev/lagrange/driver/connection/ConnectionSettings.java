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

  private Map<String, SqlAction<Connection>> actions = Map.of();
  private boolean outlivesPool;

  /** Keeps a setting that the pool takes back by itself when the connection is returned. */
  void keep(String name, SqlAction<Connection> action) {
    if (actions.isEmpty()) {
      actions = new LinkedHashMap<>();
    }
    actions.remove(name);
    actions.put(name, action);
  }

  /** Keeps a setting that the pool does not know of: the connection has to be reset after it. */
  void keepUnknownToPool(String name, SqlAction<Connection> action) {
    keep(name, action);
    outlivesPool = true;
  }

  void applyTo(Lease lease) throws SQLException {
    if (actions.isEmpty()) {
      return;
    }
    if (outlivesPool) {
      lease.sessionChanged();
    }
    for (SqlAction<Connection> action : actions.values()) {
      action.on(lease.connection());
    }
  }
}
