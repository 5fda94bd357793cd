package dev.lagrange.driver.connection;

import dev.lagrange.codegen.Delegating;
import dev.lagrange.control.cluster.Cluster;
import dev.lagrange.driver.cluster.ClusterRegistry;
import dev.lagrange.driver.node.Lease;
import dev.lagrange.routing.catalog.Catalog;
import dev.lagrange.routing.cluster.ClusterView;
import dev.lagrange.routing.error.SqlState;
import dev.lagrange.routing.sql.Classification;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLWarning;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A logical connection to a cluster. It holds no physical one until a statement runs, and gives it
 * back when no statement, transaction or pin needs it.
 *
 * <p>Not thread-safe, but for {@link #abort}, {@link #isClosed} and cancelling statements.
 */
@Delegating
public abstract class RoutedConnection extends ConfiguredConnection {

  private final ConnectionHolder holder;
  private final Cluster cluster;
  private final LeaseBook leases;
  private final SessionState session;
  private final Transactions transactions;
  private final StatementRouter router;
  private final List<RoutedStatement> statements = new ArrayList<>(4);
  private final AtomicBoolean closed = new AtomicBoolean();
  private @Nullable Lease borrowed;

  RoutedConnection(LogicalSession parts, ConnectionHolder holder) {
    super(parts.leases());
    this.holder = holder;
    this.cluster = parts.cluster();
    this.leases = parts.leases();
    this.session = parts.state();
    this.transactions = parts.transactions();
    this.router = parts.router();
  }

  /** A logical connection that ends its use of the cluster when it is closed. */
  public static Connection open(ClusterRegistry.Use use) {
    LogicalSession parts = new LogicalSession(use);
    return of(parts, parts);
  }

  /** The connection of a session. */
  static RoutedConnection of(LogicalSession parts, ConnectionHolder holder) {
    return new DelegatingRoutedConnection(parts, holder);
  }

  /** What is left to a physical connection: features that none of the servers' drivers has. */
  final Connection delegate() throws SQLException {
    checkOpen();
    throw new SQLFeatureNotSupportedException(
        "Lagrange has no sharding keys: a cluster has one primary", SqlState.NOT_SUPPORTED.code());
  }

  /** The connection of the transaction or pin, or one to the primary, to be given back at once. */
  final Connection borrowed() throws SQLException {
    checkOpen();
    LogicalTransaction open = transactions.open();
    if (open != null) {
      return open.lease().connection();
    }
    endBorrowing();
    Lease lease = router.unrouted().pinOrPrimary();
    borrowed = lease;
    return lease.connection();
  }

  final void endBorrowing() {
    Lease lease = borrowed;
    borrowed = null;
    if (lease != null) {
      leases.release(lease);
    }
  }

  @Override
  final <R> R onAnyConnection(SqlCall<Connection, R> call) throws SQLException {
    return router.unrouted().onAnyConnection(call);
  }

  final Cluster cluster() {
    return cluster;
  }

  final StatementRouter router() {
    return router;
  }

  final LagrangeCommands commands() {
    return new LagrangeCommands(cluster, session, transactions, router);
  }

  final LeaseBook leases() {
    return leases;
  }

  /** What is known of the database now. */
  final Catalog catalog() {
    return cluster.classifier().catalog();
  }

  final Classification classify(String sql) throws SQLException {
    checkOpen();
    return cluster.classifier().classify(sql);
  }

  @Override
  final void checkOpen() throws SQLException {
    if (closed.get()) {
      throw new SQLNonTransientConnectionException(
          "The connection is closed", SqlState.CLOSED.code());
    }
  }

  @Override
  final void schemaSet(String name) {
    session.setSchema(name);
  }

  private <S extends RoutedStatement> S opened(S statement) {
    statements.add(statement);
    return statement;
  }

  final void closed(RoutedStatement statement) {
    statements.remove(statement);
  }

  // ---- statements

  private Shape usual() throws SQLException {
    return shape(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY);
  }

  private Shape shape(int type, int concurrency) throws SQLException {
    return new Shape(type, concurrency, getHoldability());
  }

  @Override
  public final Statement createStatement() throws SQLException {
    checkOpen();
    return opened(new DelegatingRoutedStatement(this, usual(), Connection::createStatement));
  }

  @Override
  public final Statement createStatement(int type, int concurrency) throws SQLException {
    checkOpen();
    Shape shape = shape(type, concurrency);
    return opened(
        new DelegatingRoutedStatement(
            this, shape, connection -> connection.createStatement(type, concurrency)));
  }

  @Override
  public final Statement createStatement(int type, int concurrency, int holdability)
      throws SQLException {
    checkOpen();
    Shape shape = new Shape(type, concurrency, holdability);
    return opened(
        new DelegatingRoutedStatement(
            this, shape, connection -> connection.createStatement(type, concurrency, holdability)));
  }

  private RoutedPreparedStatement prepared(
      String sql, Shape shape, SqlTextCall<Connection, PreparedStatement> prepare)
      throws SQLException {
    Classification what = classify(sql);
    String text = what.textOf(sql);
    return opened(
        new DelegatingRoutedPreparedStatement(
            this, shape, connection -> prepare.on(connection, text), sql, what));
  }

  @Override
  public final PreparedStatement prepareStatement(String sql) throws SQLException {
    return prepared(sql, usual(), (connection, text) -> connection.prepareStatement(text));
  }

  @Override
  public final PreparedStatement prepareStatement(String sql, int type, int concurrency)
      throws SQLException {
    return prepared(
        sql,
        shape(type, concurrency),
        (connection, text) -> connection.prepareStatement(text, type, concurrency));
  }

  @Override
  public final PreparedStatement prepareStatement(
      String sql, int type, int concurrency, int holdability) throws SQLException {
    return prepared(
        sql,
        new Shape(type, concurrency, holdability),
        (connection, text) -> connection.prepareStatement(text, type, concurrency, holdability));
  }

  @Override
  public final PreparedStatement prepareStatement(String sql, int autoGeneratedKeys)
      throws SQLException {
    return prepared(
            sql,
            usual(),
            (connection, text) -> connection.prepareStatement(text, autoGeneratedKeys))
        .returningKeys();
  }

  @Override
  public final PreparedStatement prepareStatement(String sql, int[] columnIndexes)
      throws SQLException {
    int[] columns = columnIndexes.clone();
    return prepared(sql, usual(), (connection, text) -> connection.prepareStatement(text, columns))
        .returningKeys();
  }

  @Override
  public final PreparedStatement prepareStatement(String sql, String[] columnNames)
      throws SQLException {
    String[] columns = columnNames.clone();
    return prepared(sql, usual(), (connection, text) -> connection.prepareStatement(text, columns))
        .returningKeys();
  }

  private CallableStatement callable(
      String sql, Shape shape, SqlTextCall<Connection, CallableStatement> prepare)
      throws SQLException {
    Classification what = classify(sql);
    String text = what.textOf(sql);
    return opened(
        new DelegatingRoutedCallableStatement(
            this, shape, connection -> prepare.on(connection, text), sql, what));
  }

  @Override
  public final CallableStatement prepareCall(String sql) throws SQLException {
    return callable(sql, usual(), (connection, text) -> connection.prepareCall(text));
  }

  @Override
  public final CallableStatement prepareCall(String sql, int type, int concurrency)
      throws SQLException {
    return callable(
        sql,
        shape(type, concurrency),
        (connection, text) -> connection.prepareCall(text, type, concurrency));
  }

  @Override
  public final CallableStatement prepareCall(String sql, int type, int concurrency, int holdability)
      throws SQLException {
    return callable(
        sql,
        new Shape(type, concurrency, holdability),
        (connection, text) -> connection.prepareCall(text, type, concurrency, holdability));
  }

  // ---- transactions

  @Override
  public final void setAutoCommit(boolean autoCommit) throws SQLException {
    checkOpen();
    router.end(() -> transactions.setAutoCommit(autoCommit));
  }

  @Override
  public final boolean getAutoCommit() throws SQLException {
    checkOpen();
    return transactions.autoCommit();
  }

  @Override
  public final void commit() throws SQLException {
    checkManualCommit("commit");
    // Whose session it is must be known before the commit is acknowledged, not after.
    session.checkBinding();
    router.end(transactions::commit);
  }

  @Override
  public final void rollback() throws SQLException {
    checkManualCommit("roll back");
    router.end(transactions::rollback);
  }

  private void checkManualCommit(String what) throws SQLException {
    checkOpen();
    transactions.branch().checkNone(what);
    if (transactions.autoCommit()) {
      throw new SQLException(
          "Cannot " + what + " while autoCommit is on; call setAutoCommit(false) first", "25P01");
    }
  }

  @Override
  public final void rollback(Savepoint savepoint) throws SQLException {
    transactionConnection("roll back to a savepoint").rollback(savepoint);
    LogicalTransaction open = transactions.open();
    if (open != null) {
      leases.rolledBack(open.lease());
    }
  }

  @Override
  public final void releaseSavepoint(Savepoint savepoint) throws SQLException {
    transactionConnection("release a savepoint").releaseSavepoint(savepoint);
  }

  @Override
  public final Savepoint setSavepoint() throws SQLException {
    checkManualCommit("set a savepoint");
    return router.unrouted().savepoint(Connection::setSavepoint);
  }

  @Override
  public final Savepoint setSavepoint(String name) throws SQLException {
    checkManualCommit("set a savepoint");
    return router.unrouted().savepoint(connection -> connection.setSavepoint(name));
  }

  private Connection transactionConnection(String what) throws SQLException {
    checkManualCommit(what);
    LogicalTransaction open = transactions.open();
    if (open == null) {
      throw new SQLException("Cannot " + what + ": no transaction is open", "25P01");
    }
    return open.lease().connection();
  }

  @Override
  public final void setReadOnly(boolean readOnly) throws SQLException {
    checkOpen();
    transactions.setReadOnly(readOnly);
  }

  @Override
  public final boolean isReadOnly() throws SQLException {
    checkOpen();
    return transactions.readOnly();
  }

  @Override
  public final void setTransactionIsolation(int level) throws SQLException {
    checkOpen();
    if (transactions.isolation() != level) {
      transactions.setIsolation(level);
      applyIsolation(level);
    }
  }

  @Override
  public final int getTransactionIsolation() throws SQLException {
    checkOpen();
    return transactions.isolation();
  }

  @Override
  public final @Nullable SQLWarning getWarnings() throws SQLException {
    checkOpen();
    SQLWarning ofEarlier = transactions.warnings().first();
    LogicalTransaction open = transactions.open();
    return ofEarlier != null || open == null ? ofEarlier : open.lease().connection().getWarnings();
  }

  @Override
  public final void clearWarnings() throws SQLException {
    checkOpen();
    transactions.warnings().clear();
    for (Lease lease : leases.held()) {
      if (!lease.isBroken()) {
        lease.connection().clearWarnings();
      }
    }
  }

  // ---- the connection itself

  @Override
  public final DatabaseMetaData getMetaData() throws SQLException {
    checkOpen();
    return new DelegatingRoutedDatabaseMetaData(this);
  }

  @Override
  public final boolean isValid(int timeout) throws SQLException {
    if (timeout < 0) {
      throw new SQLException(
          "The timeout of isValid is " + timeout + "; it must be 0 or more seconds",
          SqlState.INVALID_OPTION.code());
    }
    if (closed.get() || router.isSessionLost()) {
      return false;
    }
    LogicalTransaction open = transactions.open();
    if (open != null) {
      return open.lease().connection().isValid(timeout);
    }
    ClusterView view = cluster.monitor().view();
    return view.primary() != null || !view.replicas().isEmpty();
  }

  /** Ends the request: a pin ends with it, and the connection is reset before others get it. */
  @Override
  public final void endRequest() throws SQLException {
    checkOpen();
    router.unrouted().endRequest();
    endBorrowing();
  }

  @Override
  public final void beginRequest() throws SQLException {
    checkOpen();
  }

  @Override
  public final boolean isClosed() {
    return closed.get();
  }

  /** Rolls back what is open, and gives everything back. */
  @Override
  public final void close() throws SQLException {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      for (RoutedStatement statement : List.copyOf(statements)) {
        statement.close();
      }
      endBorrowing();
    } finally {
      holder.closed();
    }
  }

  /** Breaks the physical connections in use. Thread-safe; does not block. */
  @Override
  public final void abort(Executor runner) throws SQLException {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    runner.execute(holder::aborted);
  }

  /** Its session was broken under it. Thread-safe. */
  final void abandoned() {
    closed.set(true);
  }

  @Override
  public final <T> T unwrap(Class<T> type) throws SQLException {
    checkOpen();
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    // Behind the vendor's own object we are blind: from here on everything is the primary's.
    return router.unrouted().exposed().connection().unwrap(type);
  }

  @Override
  public final boolean isWrapperFor(Class<?> type) throws SQLException {
    checkOpen();
    return type.isInstance(this) || onAnyConnection(c -> c.isWrapperFor(type));
  }

  @Override
  public final String toString() {
    return "Lagrange connection to "
        + cluster.monitor().view().nodes().stream().map(n -> n.id()).toList();
  }
}
