package dev.lagrange.driver.node;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The physical connections to one node that are open now. Thread-safe. */
final class OpenConnections {

  private final Set<Connection> open = ConcurrentHashMap.newKeySet();

  void add(Connection connection) {
    open.add(connection);
  }

  void remove(Connection connection) {
    open.remove(connection);
  }

  /** Breaks them all, under whoever uses them. Does not wait for the server. */
  void abort() {
    for (Connection connection : List.copyOf(open)) {
      try {
        connection.abort(Runnable::run);
      } catch (SQLException e) {
        // Broken is what it was meant to be.
      }
      open.remove(connection);
    }
  }
}
