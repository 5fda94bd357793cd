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

  RoutedResultSet(@Nullable RoutedStatement statement, ResultSet delegate) {
    this.statement = statement;
    this.delegate = delegate;
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
    return value instanceof ResultSet rows ? new DelegatingRoutedResultSet(statement, rows) : value;
  }

  @Override
  public final void close() throws SQLException {
    delegate.close();
    if (statement != null) {
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
