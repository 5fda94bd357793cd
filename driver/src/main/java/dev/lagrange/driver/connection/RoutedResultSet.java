package dev.lagrange.driver.connection;

import dev.lagrange.codegen.Delegating;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a statement of ours, or of none where they answer a question about the database:
 * everything but the way back to the statement is the driver's own.
 */
@Delegating
abstract class RoutedResultSet implements ResultSet {

  private final @Nullable RoutedStatement statement;
  private final ResultSet delegate;
  private final boolean isValue;

  /**
   * Some rows.
   *
   * @param isValue whether they are a value among others, and not what the statement returned
   */
  RoutedResultSet(@Nullable RoutedStatement statement, ResultSet delegate, boolean isValue) {
    this.statement = statement;
    this.delegate = delegate;
    this.isValue = isValue;
  }

  final ResultSet delegate() {
    return delegate;
  }

  @Override
  public final @Nullable Statement getStatement() {
    return statement;
  }

  /** A cursor that is a value leads back here too. */
  @Override
  public final @Nullable Object getObject(int column) throws SQLException {
    return ours(statement, delegate.getObject(column));
  }

  @Override
  public final @Nullable Object getObject(String label) throws SQLException {
    return ours(statement, delegate.getObject(label));
  }

  static @Nullable Object ours(@Nullable RoutedStatement statement, @Nullable Object value) {
    return value instanceof ResultSet rows
        ? new DelegatingRoutedResultSet(statement, rows, true)
        : value;
  }

  @Override
  public final void insertRow() throws SQLException {
    written(delegate::insertRow);
  }

  @Override
  public final void updateRow() throws SQLException {
    written(delegate::updateRow);
  }

  @Override
  public final void deleteRow() throws SQLException {
    written(delegate::deleteRow);
  }

  private void written(SqlTask how) throws SQLException {
    try {
      how.run();
    } catch (SQLException e) {
      if (statement != null && Failure.isConnectionLost(e)) {
        statement.wroteThroughRows(); // for all that is known
      }
      throw e;
    }
    if (statement != null) {
      statement.wroteThroughRows();
    }
  }

  @Override
  public final void close() throws SQLException {
    delegate.close();
    if (statement != null && !isValue) {
      statement.resultClosed();
    }
  }

  @Override
  public final <T> T unwrap(Class<T> type) throws SQLException {
    return type.isInstance(this) ? type.cast(this) : delegate.unwrap(type);
  }

  @Override
  public final boolean isWrapperFor(Class<?> type) throws SQLException {
    return type.isInstance(this) || delegate.isWrapperFor(type);
  }
}
