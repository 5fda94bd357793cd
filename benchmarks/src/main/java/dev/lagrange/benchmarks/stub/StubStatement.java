package dev.lagrange.benchmarks.stub;

import dev.lagrange.codegen.Delegating;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import org.jspecify.annotations.Nullable;

/** A statement, prepared or not, that finds one row whatever it asks, and changes one. */
@Delegating
abstract class StubStatement implements PreparedStatement {

  private final StubConnection connection;
  private int parameter = 1;
  private boolean closed;

  StubStatement(StubConnection connection) {
    this.connection = connection;
  }

  final PreparedStatement delegate() {
    throw new UnsupportedOperationException("no benchmark needs this of a statement");
  }

  @Override
  public final ResultSet executeQuery(String sql) {
    return executeQuery();
  }

  @Override
  public final ResultSet executeQuery() {
    return new DelegatingStubRow(parameter);
  }

  @Override
  public final int executeUpdate(String sql) {
    return 1;
  }

  @Override
  public final int executeUpdate() {
    return 1;
  }

  @Override
  public final void setInt(int index, int value) {
    parameter = value;
  }

  @Override
  public final Connection getConnection() {
    return connection;
  }

  @Override
  public final @Nullable ResultSet getResultSet() {
    return null;
  }

  @Override
  public final void close() {
    closed = true;
  }

  @Override
  public final boolean isClosed() {
    return closed;
  }
}
