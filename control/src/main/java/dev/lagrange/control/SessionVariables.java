package dev.lagrange.control;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the settings of a session are given to another connection. The connection must be outside of
 * a transaction. Thread-safe.
 */
public interface SessionVariables {

  /**
   * What one is to be.
   *
   * @param name in lower case
   * @param value null for what the connection began with
   */
  record Value(String name, @Nullable String value) {}

  /**
   * Sets them, in their order; either all of them or none. One round trip.
   *
   * @throws SQLException as the server refuses one
   */
  void set(Connection connection, List<Value> values) throws SQLException;

  /**
   * What they are; null for one that the server does not know. One round trip.
   *
   * @throws SQLException as the driver throws it
   */
  Map<String, @Nullable String> read(Connection connection, Collection<String> names)
      throws SQLException;
}
