package dev.lagrange.driver.connection;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a statement. They are kept here and follow it to each node, in the order in which
 * they were set; none of them needs a connection.
 */
abstract class ConfiguredStatement implements Statement {

  private final Shape shape;
  private @Nullable Map<String, SqlAction<Statement>> settings;
  private @Nullable Map<String, Long> values;
  private int timeout;

  ConfiguredStatement(Shape shape) {
    this.shape = shape;
  }

  abstract void checkOpen() throws SQLException;

  /** The physical statement; null if none is bound. */
  abstract @Nullable Statement bound();

  /** Calls the bound statement, or one made for just this call on any node. */
  abstract <R> R onAnyStatement(SqlCall<Statement, R> call) throws SQLException;

  final Shape shape() {
    return shape;
  }

  final void applyTo(Statement made) throws SQLException {
    if (settings != null) {
      for (SqlAction<Statement> action : settings.values()) {
        action.on(made);
      }
    }
  }

  final void configure(String name, SqlAction<Statement> action) throws SQLException {
    checkOpen();
    Statement bound = bound();
    if (bound != null) {
      action.on(bound);
    }
    if (settings == null) {
      settings = new LinkedHashMap<>();
    }
    settings.remove(name);
    settings.put(name, action);
  }

  /** Whether nothing was set that changes what a text means. */
  final boolean hasUsualSettings() {
    return settings == null || (values != null && values.keySet().containsAll(settings.keySet()));
  }

  private void remember(String name, long value, SqlAction<Statement> action) throws SQLException {
    configure(name, action);
    if (values == null) {
      values = new HashMap<>();
    }
    values.put(name, value);
  }

  private void rememberLimit(String name, long value, SqlAction<Statement> action)
      throws SQLException {
    checkOpen();
    if (value < 0) {
      throw new SQLException(name + " is " + value + "; it must be 0 or more", "22023");
    }
    remember(name, value, action);
  }

  private long remembered(String name, long otherwise) throws SQLException {
    checkOpen();
    return values == null ? otherwise : values.getOrDefault(name, otherwise);
  }

  @Override
  public final void setMaxRows(int rows) throws SQLException {
    rememberLimit("maxRows", rows, s -> s.setMaxRows(rows));
  }

  @Override
  public final int getMaxRows() throws SQLException {
    return (int) Math.min(Integer.MAX_VALUE, getLargeMaxRows());
  }

  @Override
  public final void setLargeMaxRows(long rows) throws SQLException {
    // Not every driver has the large one.
    rememberLimit(
        "maxRows",
        rows,
        s -> {
          if (rows <= Integer.MAX_VALUE) {
            s.setMaxRows((int) rows);
          } else {
            s.setLargeMaxRows(rows);
          }
        });
  }

  @Override
  public final long getLargeMaxRows() throws SQLException {
    return remembered("maxRows", 0);
  }

  @Override
  public final void setMaxFieldSize(int bytes) throws SQLException {
    rememberLimit("maxFieldSize", bytes, s -> s.setMaxFieldSize(bytes));
  }

  @Override
  public final int getMaxFieldSize() throws SQLException {
    return (int) remembered("maxFieldSize", 0);
  }

  @Override
  public final void setQueryTimeout(int seconds) throws SQLException {
    rememberLimit("queryTimeout", seconds, s -> s.setQueryTimeout(seconds));
    timeout = seconds;
  }

  @Override
  public final int getQueryTimeout() throws SQLException {
    checkOpen();
    return timeout;
  }

  /** The same, of a statement that is known to be open. */
  public final int timeout() {
    return timeout;
  }

  @Override
  public final void setFetchSize(int rows) throws SQLException {
    // Less than 0 has a meaning on some servers; the others' drivers refuse it.
    remember("fetchSize", rows, s -> s.setFetchSize(rows));
  }

  @Override
  public final int getFetchSize() throws SQLException {
    return (int) remembered("fetchSize", 0);
  }

  @Override
  public final void setFetchDirection(int direction) throws SQLException {
    remember("fetchDirection", direction, s -> s.setFetchDirection(direction));
  }

  @Override
  public final int getFetchDirection() throws SQLException {
    return (int) remembered("fetchDirection", ResultSet.FETCH_FORWARD);
  }

  @Override
  public final void setPoolable(boolean poolable) throws SQLException {
    remember("poolable", poolable ? 1 : 0, s -> s.setPoolable(poolable));
  }

  @Override
  public final boolean isPoolable() throws SQLException {
    return remembered("poolable", isPooledByDefault() ? 1 : 0) == 1;
  }

  /** As JDBC has it: prepared statements are, others are not. */
  abstract boolean isPooledByDefault();

  @Override
  public final int getResultSetType() throws SQLException {
    checkOpen();
    return shape.type();
  }

  @Override
  public final int getResultSetConcurrency() throws SQLException {
    checkOpen();
    return shape.concurrency();
  }

  @Override
  public final int getResultSetHoldability() throws SQLException {
    checkOpen();
    return shape.holdability();
  }

  @Override
  public final String enquoteLiteral(String text) throws SQLException {
    return onAnyStatement(s -> s.enquoteLiteral(text));
  }

  @Override
  public final String enquoteNCharLiteral(String text) throws SQLException {
    return onAnyStatement(s -> s.enquoteNCharLiteral(text));
  }

  @Override
  public final String enquoteIdentifier(String name, boolean always) throws SQLException {
    return onAnyStatement(s -> s.enquoteIdentifier(name, always));
  }

  @Override
  public final boolean isSimpleIdentifier(String name) throws SQLException {
    return onAnyStatement(s -> s.isSimpleIdentifier(name));
  }
}
