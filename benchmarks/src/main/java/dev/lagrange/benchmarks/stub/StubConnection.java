package dev.lagrange.benchmarks.stub;

import dev.lagrange.codegen.Delegating;
import dev.lagrange.routing.option.HostPort;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A connection to nowhere: it does what a pool and a driver ask of one, and nothing else. */
@Delegating
abstract class StubConnection implements Connection {

  private final HostPort node;
  private final String database;
  private boolean autoCommit = true;
  private boolean readOnly;
  private boolean closed;

  StubConnection(HostPort node, String database) {
    this.node = node;
    this.database = database;
  }

  final HostPort node() {
    return node;
  }

  final String database() {
    return database;
  }

  final Connection delegate() {
    throw new UnsupportedOperationException("no benchmark needs this of a connection");
  }

  @Override
  public final Statement createStatement() {
    return new DelegatingStubStatement(this);
  }

  @Override
  public final PreparedStatement prepareStatement(String sql) {
    return new DelegatingStubStatement(this);
  }

  @Override
  public final boolean getAutoCommit() {
    return autoCommit;
  }

  @Override
  public final void setAutoCommit(boolean on) {
    autoCommit = on;
  }

  @Override
  public final boolean isReadOnly() {
    return readOnly;
  }

  @Override
  public final void setReadOnly(boolean on) {
    readOnly = on;
  }

  @Override
  public final int getTransactionIsolation() {
    return TRANSACTION_READ_COMMITTED;
  }

  @Override
  public final String getCatalog() {
    return database;
  }

  @Override
  public final String getSchema() {
    return "public";
  }

  @Override
  public final int getNetworkTimeout() {
    return 0;
  }

  @Override
  public final void setNetworkTimeout(Executor executor, int milliseconds) {}

  @Override
  public final boolean isValid(int timeoutSeconds) {
    return !closed;
  }

  @Override
  public final @Nullable SQLWarning getWarnings() {
    return null;
  }

  @Override
  public final void clearWarnings() {}

  @Override
  public final void commit() {}

  @Override
  public final void rollback() {}

  @Override
  public final void close() {
    closed = true;
  }

  @Override
  public final void abort(Executor executor) {
    closed = true;
  }

  @Override
  public final boolean isClosed() {
    return closed;
  }

  @Override
  public final <T> T unwrap(Class<T> type) throws SQLException {
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    throw new SQLException("A stub is no " + type.getName(), "22023");
  }

  @Override
  public final boolean isWrapperFor(Class<?> type) {
    return type.isInstance(this);
  }
}
