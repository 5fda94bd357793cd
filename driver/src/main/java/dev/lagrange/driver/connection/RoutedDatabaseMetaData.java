package dev.lagrange.driver.connection;

import dev.lagrange.codegen.Delegating;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;

/** What the primary says of the database, where applications look for the database's own name. */
@Delegating
abstract class RoutedDatabaseMetaData implements DatabaseMetaData {

  private final RoutedConnection connection;

  RoutedDatabaseMetaData(RoutedConnection connection) {
    this.connection = connection;
  }

  final DatabaseMetaData delegate() throws SQLException {
    return connection.delegate().getMetaData();
  }

  @Override
  public final Connection getConnection() {
    return connection;
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
