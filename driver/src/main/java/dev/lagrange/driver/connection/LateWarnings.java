package dev.lagrange.driver.connection;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import org.jspecify.annotations.Nullable;

/**
 * What the server said at the end of a transaction: that a commit succeeded without the replicas it
 * waited for, above all. Kept until cleared, since the connection it came over is given back.
 */
final class LateWarnings {

  private @Nullable SQLWarning first;

  @Nullable SQLWarning first() {
    return first;
  }

  void clear() {
    first = null;
  }

  /** Takes over those of a connection. */
  void take(Connection connection) throws SQLException {
    SQLWarning last = connection.getWarnings();
    if (last == null) {
      return;
    }
    connection.clearWarnings();
    if (first == null) {
      first = last;
    } else {
      first.setNextWarning(last);
    }
  }
}
