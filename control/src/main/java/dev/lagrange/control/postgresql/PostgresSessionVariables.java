package dev.lagrange.control.postgresql;

import dev.lagrange.control.SessionVariables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * By {@code set_config}, with all names and values as parameters, so that nothing has to be quoted;
 * a null resets.
 */
final class PostgresSessionVariables implements SessionVariables {

  private static final String SET = "pg_catalog.set_config(?, ?, false)";

  private static final String READ = "pg_catalog.current_setting(?, true)";

  /** What pgjdbc prepared may mean other tables after them, and only this text tells it. */
  private static final String FORGET_PREPARED = "; DEALLOCATE ALL";

  private static final List<String> RESOLVING = List.of("search_path", "role");

  @Override
  public void set(Connection connection, List<Value> values) throws SQLException {
    boolean resolves = values.stream().anyMatch(value -> RESOLVING.contains(value.name()));
    String sql = select(SET, values.size()) + (resolves ? FORGET_PREPARED : "");
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int i = 1;
      for (Value value : values) {
        statement.setString(i++, value.name());
        statement.setString(i++, value.value());
      }
      statement.execute();
    }
  }

  @Override
  public Map<String, @Nullable String> read(Connection connection, Collection<String> names)
      throws SQLException {
    Map<String, @Nullable String> values = new LinkedHashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(select(READ, names.size()))) {
      int i = 1;
      for (String name : names) {
        statement.setString(i++, name);
      }
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        int column = 1;
        for (String name : names) {
          values.put(name, row.getString(column++));
        }
      }
    }
    return values;
  }

  private static String select(String call, int times) {
    return "SELECT " + String.join(", ", Collections.nCopies(times, call));
  }
}
