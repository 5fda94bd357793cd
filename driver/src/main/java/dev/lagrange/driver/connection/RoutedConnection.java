package dev.lagrange.driver.connection;

import dev.lagrange.codegen.Delegating;
import dev.lagrange.driver.cluster.Cluster;
import dev.lagrange.driver.cluster.ClusterRegistry;
import dev.lagrange.driver.node.Lease;
import dev.lagrange.routing.cluster.ClusterView;
import dev.lagrange.routing.error.SqlState;
import dev.lagrange.routing.sql.Classification;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLWarning;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A logical connection to a cluster. It holds no physical one until a statement runs. Methods that
 * are not written here act on the connection that its transaction or pin holds, or on one to the
 * primary.
 *
 * <p>Not thread-safe, but for {@link #abort}, {@link #isClosed} and cancelling statements.
 */
@Delegating
public abstract class RoutedConnection implements Connection {

  private final ClusterRegistry.Use use;
  private final Cluster cluster;
  private final ConnectionSettings settings = new ConnectionSettings();
  private final LeaseBook leases;
  private final SessionState session;
  private final Transactions transactions;
  private final StatementRouter router;
  private final List<RoutedStatement> statements = new ArrayList<>(2);
  private @Nullable Lease auxiliary;
  private @Nullable String schema;
  private int holdability = ResultSet.CLOSE_CURSORS_AT_COMMIT;
  private int networkTimeoutMillis;
  private volatile boolean closed;

  RoutedConnection(ClusterRegistry.Use use) {
    this.use = use;
    this.cluster = use.cluster();
    this.leases = new LeaseBook(cluster, settings);
    this.session = new SessionState(cluster);
    this.transactions = new Transactions(leases, session);
    this.router = new StatementRouter(cluster, leases, session, transactions);
    this.transactions.onAcknowledged(router::acknowledged);
  }

  /** A logical connection that ends its use of the cluster when it is closed. */
  public static Connection open(ClusterRegistry.Use use) {
    return new DelegatingRoutedConnection(use);
  }

  /** A physical connection for what is neither a statement nor kept here. */
  final Connection delegate() throws SQLException {
    return auxiliary().connection();
  }

  private Lease auxiliary() throws SQLException {
    checkOpen();
    LogicalTransaction open = transactions.open();
    if (open != null) {
      return open.lease();
    }
    Lease held = auxiliary;
    if (held == null || held.isBroken()) {
      held = router.pinOrPrimary();
      auxiliary = held;
    }
    return held;
  }

  private void releaseAuxiliary() {
    Lease held = auxiliary;
    auxiliary = null;
    if (held != null) {
      leases.release(held);
    }
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

  final Classification classify(String sql) throws SQLException {
    checkOpen();
    return cluster.classifier().classify(sql);
  }

  final void checkOpen() throws SQLException {
    if (closed) {
      throw new SQLNonTransientConnectionException(
          "The connection is closed", SqlState.CLOSED.code());
    }
  }

  private <S extends RoutedStatement> S opened(S statement) {
    statements.add(statement);
    return statement;
  }

  final void closed(RoutedStatement statement) {
    statements.remove(statement);
  }

  // ---- statements

  @Override
  public final Statement createStatement() throws SQLException {
    checkOpen();
    return opened(new DelegatingRoutedStatement(this, Shape.DEFAULT, Connection::createStatement));
  }

  @Override
  public final Statement createStatement(int type, int concurrency) throws SQLException {
    checkOpen();
    Shape shape = new Shape(type, concurrency, holdability);
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

  private PreparedStatement prepared(
      String sql, Shape shape, SqlCall<Connection, PreparedStatement> prepare) throws SQLException {
    return opened(new DelegatingRoutedPreparedStatement(this, shape, prepare, sql, classify(sql)));
  }

  @Override
  public final PreparedStatement prepareStatement(String sql) throws SQLException {
    return prepared(sql, Shape.DEFAULT, connection -> connection.prepareStatement(sql));
  }

  @Override
  public final PreparedStatement prepareStatement(String sql, int type, int concurrency)
      throws SQLException {
    return prepared(
        sql,
        new Shape(type, concurrency, holdability),
        connection -> connection.prepareStatement(sql, type, concurrency));
  }

  @Override
  public final PreparedStatement prepareStatement(
      String sql, int type, int concurrency, int holdability) throws SQLException {
    return prepared(
        sql,
        new Shape(type, concurrency, holdability),
        connection -> connection.prepareStatement(sql, type, concurrency, holdability));
  }

  @Override
  public final PreparedStatement prepareStatement(String sql, int autoGeneratedKeys)
      throws SQLException {
    return prepared(
        sql, Shape.DEFAULT, connection -> connection.prepareStatement(sql, autoGeneratedKeys));
  }

  @Override
  public final PreparedStatement prepareStatement(String sql, int[] columnIndexes)
      throws SQLException {
    int[] columns = columnIndexes.clone();
    return prepared(sql, Shape.DEFAULT, connection -> connection.prepareStatement(sql, columns));
  }

  @Override
  public final PreparedStatement prepareStatement(String sql, String[] columnNames)
      throws SQLException {
    String[] columns = columnNames.clone();
    return prepared(sql, Shape.DEFAULT, connection -> connection.prepareStatement(sql, columns));
  }

  private CallableStatement callable(
      String sql, Shape shape, SqlCall<Connection, CallableStatement> prepare) throws SQLException {
    return opened(new DelegatingRoutedCallableStatement(this, shape, prepare, sql, classify(sql)));
  }

  @Override
  public final CallableStatement prepareCall(String sql) throws SQLException {
    return callable(sql, Shape.DEFAULT, connection -> connection.prepareCall(sql));
  }

  @Override
  public final CallableStatement prepareCall(String sql, int type, int concurrency)
      throws SQLException {
    return callable(
        sql,
        new Shape(type, concurrency, holdability),
        connection -> connection.prepareCall(sql, type, concurrency));
  }

  @Override
  public final CallableStatement prepareCall(String sql, int type, int concurrency, int holdability)
      throws SQLException {
    return callable(
        sql,
        new Shape(type, concurrency, holdability),
        connection -> connection.prepareCall(sql, type, concurrency, holdability));
  }

  // ---- transactions

  @Override
  public final void setAutoCommit(boolean autoCommit) throws SQLException {
    checkOpen();
    transactions.setAutoCommit(autoCommit);
  }

  @Override
  public final boolean getAutoCommit() throws SQLException {
    checkOpen();
    return transactions.autoCommit();
  }

  @Override
  public final void commit() throws SQLException {
    checkManualCommit("commit");
    transactions.commit();
  }

  @Override
  public final void rollback() throws SQLException {
    checkManualCommit("roll back");
    transactions.rollback();
  }

  private void checkManualCommit(String what) throws SQLException {
    checkOpen();
    if (transactions.autoCommit()) {
      throw new SQLException(
          "Cannot " + what + " while autoCommit is on; call setAutoCommit(false) first", "25P01");
    }
  }

  @Override
  public final void rollback(Savepoint savepoint) throws SQLException {
    transactionConnection("roll back to a savepoint").rollback(savepoint);
  }

  @Override
  public final void releaseSavepoint(Savepoint savepoint) throws SQLException {
    transactionConnection("release a savepoint").releaseSavepoint(savepoint);
  }

  @Override
  public final Savepoint setSavepoint() throws SQLException {
    checkManualCommit("set a savepoint");
    return router.inTransaction(Connection::setSavepoint);
  }

  @Override
  public final Savepoint setSavepoint(String name) throws SQLException {
    checkManualCommit("set a savepoint");
    return router.inTransaction(connection -> connection.setSavepoint(name));
  }

  private Connection transactionConnection(String what) throws SQLException {
    checkManualCommit(what);
    LogicalTransaction open = transactions.open();
    if (open == null) {
      throw new SQLException("Cannot " + what + ": no transaction is open", "3B001");
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
    transactions.setIsolation(level);
    setting("transactionIsolation", connection -> connection.setTransactionIsolation(level));
  }

  @Override
  public final int getTransactionIsolation() throws SQLException {
    checkOpen();
    return transactions.isolation();
  }

  // ---- settings: none of these needs a physical connection

  private void setting(String name, SqlAction<Connection> action) throws SQLException {
    checkOpen();
    settings.keep(name, action);
    leases.apply(action);
  }

  @Override
  public final void setSchema(String name) throws SQLException {
    schema = name;
    setting("schema", connection -> connection.setSchema(name));
  }

  @Override
  public final String getSchema() throws SQLException {
    checkOpen();
    String known = schema;
    return known != null ? known : router.onAnyConnection(Connection::getSchema);
  }

  @Override
  public final void setCatalog(String name) throws SQLException {
    setting("catalog", connection -> connection.setCatalog(name));
  }

  @Override
  public final String getCatalog() throws SQLException {
    checkOpen();
    return router.onAnyConnection(Connection::getCatalog);
  }

  @Override
  public final void setHoldability(int value) throws SQLException {
    holdability = value;
    settings.keepUnknownToPool("holdability", connection -> connection.setHoldability(value));
    leases.apply(connection -> connection.setHoldability(value));
  }

  @Override
  public final int getHoldability() throws SQLException {
    checkOpen();
    return holdability;
  }

  @Override
  public final void setTypeMap(Map<String, Class<?>> map) throws SQLException {
    Map<String, Class<?>> copy = Map.copyOf(map);
    settings.keepUnknownToPool("typeMap", connection -> connection.setTypeMap(copy));
    leases.apply(connection -> connection.setTypeMap(copy));
  }

  @Override
  public final void setNetworkTimeout(Executor direct, int milliseconds) throws SQLException {
    networkTimeoutMillis = milliseconds;
    setting("networkTimeout", connection -> connection.setNetworkTimeout(direct, milliseconds));
  }

  @Override
  public final int getNetworkTimeout() throws SQLException {
    checkOpen();
    return networkTimeoutMillis;
  }

  @Override
  public final void setClientInfo(String name, String value) throws SQLClientInfoException {
    settings.keepUnknownToPool(
        "clientInfo " + name, connection -> connection.setClientInfo(name, value));
    try {
      checkOpen();
      leases.apply(connection -> connection.setClientInfo(name, value));
    } catch (SQLClientInfoException e) {
      throw e;
    } catch (SQLException e) {
      throw new SQLClientInfoException(e.getMessage(), e.getSQLState(), Map.of(), e);
    }
  }

  @Override
  public final void setClientInfo(Properties properties) throws SQLClientInfoException {
    for (String name : properties.stringPropertyNames()) {
      setClientInfo(name, properties.getProperty(name));
    }
  }

  @Override
  public final @Nullable SQLWarning getWarnings() throws SQLException {
    checkOpen();
    LogicalTransaction open = transactions.open();
    return open == null ? null : open.lease().connection().getWarnings();
  }

  @Override
  public final void clearWarnings() throws SQLException {
    checkOpen();
    leases.apply(Connection::clearWarnings);
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
    if (closed) {
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
    router.unpin();
    releaseAuxiliary();
  }

  @Override
  public final void beginRequest() throws SQLException {
    checkOpen();
  }

  @Override
  public final boolean isClosed() {
    return closed;
  }

  /** Rolls back what is open, and gives everything back. */
  @Override
  public final void close() throws SQLException {
    if (closed) {
      return;
    }
    closed = true;
    try {
      for (RoutedStatement statement : List.copyOf(statements)) {
        statement.close();
      }
      transactions.rollback();
    } finally {
      releaseAuxiliary();
      router.unpin();
      use.release();
    }
  }

  /** Breaks the physical connections in use. Thread-safe; does not block. */
  @Override
  public final void abort(Executor runner) throws SQLException {
    if (closed) {
      return;
    }
    closed = true;
    runner.execute(
        () -> {
          leases.abort();
          use.release();
        });
  }

  @Override
  public final <T> T unwrap(Class<T> type) throws SQLException {
    checkOpen();
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    // Behind the vendor's own object we are blind: from here on everything is the primary's.
    return router.pinned().connection().unwrap(type);
  }

  @Override
  public final boolean isWrapperFor(Class<?> type) throws SQLException {
    checkOpen();
    return type.isInstance(this) || router.onAnyConnection(c -> c.isWrapperFor(type));
  }

  @Override
  public final String toString() {
    return "Lagrange connection to "
        + cluster.monitor().view().nodes().stream().map(n -> n.id()).toList();
  }
}
