package dev.lagrange.driver.connection;

import dev.lagrange.codegen.Delegating;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.RowIdLifetime;
import java.sql.SQLException;

/**
 * What the primary says of the database, where applications look for the database's own name. Each
 * call has a physical connection while it runs and no longer: the rows of such answers are complete
 * when they come.
 */
@Delegating
abstract class RoutedDatabaseMetaData implements DatabaseMetaData {

  private final RoutedConnection connection;

  RoutedDatabaseMetaData(RoutedConnection connection) {
    this.connection = connection;
  }

  final DatabaseMetaData delegate() throws SQLException {
    return connection.borrowed().getMetaData();
  }

  final ResultSet wrap(ResultSet rows) {
    connection.endBorrowing();
    return new DelegatingRoutedResultSet(null, rows, false);
  }

  final String wrap(String answer) {
    connection.endBorrowing();
    return answer;
  }

  final boolean wrap(boolean answer) {
    connection.endBorrowing();
    return answer;
  }

  final int wrap(int answer) {
    connection.endBorrowing();
    return answer;
  }

  final long wrap(long answer) {
    connection.endBorrowing();
    return answer;
  }

  final RowIdLifetime wrap(RowIdLifetime answer) {
    connection.endBorrowing();
    return answer;
  }

  @Override
  public final Connection getConnection() {
    return connection;
  }

  @Override
  public final boolean isReadOnly() throws SQLException {
    return connection.isReadOnly();
  }

  @Override
  public final <T> T unwrap(Class<T> type) throws SQLException {
    return type.isInstance(this)
        ? type.cast(this)
        : connection.router().unrouted().exposed().connection().getMetaData().unwrap(type);
  }

  @Override
  public final boolean isWrapperFor(Class<?> type) throws SQLException {
    return type.isInstance(this)
        || connection.router().unrouted().onAnyConnection(c -> c.getMetaData().isWrapperFor(type));
  }

  @Override
  public final int getDriverMajorVersion() {
    return 0;
  }

  @Override
  public final int getDriverMinorVersion() {
    return 1;
  }
}
