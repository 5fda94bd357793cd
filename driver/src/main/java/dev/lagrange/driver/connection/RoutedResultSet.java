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
