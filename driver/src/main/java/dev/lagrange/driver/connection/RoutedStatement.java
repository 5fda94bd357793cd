package dev.lagrange.driver.connection;

import dev.lagrange.codegen.Delegating;
import dev.lagrange.driver.node.Lease;
import dev.lagrange.routing.error.SqlState;
import dev.lagrange.routing.sql.Classification;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A statement that is bound to a node when it executes, each time anew. Its settings follow it. Not
 * thread-safe, but for {@link #cancel}.
 */
@Delegating
abstract class RoutedStatement extends ConfiguredStatement
    implements StatementRouter.Executable<Statement> {

  private final RoutedConnection connection;
  private final SqlCall<Connection, ? extends Statement> maker;
  private final Waits waits = new Waits(this::cancelRunning);
  private @Nullable Lease lease;
  private volatile @Nullable Statement physical;
  private @Nullable ResultSet local;
  private boolean queued;
  private boolean batching;
  private @Nullable Classification worst;
  private boolean closeOnCompletion;
  private volatile boolean closed;

  RoutedStatement(
      RoutedConnection connection, Shape shape, SqlCall<Connection, ? extends Statement> maker) {
    super(shape);
    this.connection = connection;
    this.maker = maker;
  }

  // ---- binding

  @Override
  public Statement bind(Lease to) throws SQLException {
    Statement bound = physical;
    if (bound != null && to.equals(lease) && !to.isBroken()) {
      return bound;
    }
    if (batching) {
      loseBatch(to);
    }
    unbind();
    Statement made = maker.on(to.connection());
    to.retain();
    lease = to;
    physical = made;
    applyTo(made);
    return made;
  }

  /** What was gathered on one connection cannot run on another; nothing of it may run unnoticed. */
  private void loseBatch(Lease to) throws SQLException {
    worst = null;
    unbind();
    throw new SQLTransientConnectionException(
        "The batch was gathered on a connection that is lost, or that the transaction on "
            + to.node()
            + " does not use; nothing of it ran: add it again",
        SqlState.NODE_LOST.code());
  }

  @Override
  public void unbind() {
    Statement bound = physical;
    Lease from = lease;
    physical = null;
    lease = null;
    batching = false;
    if (bound == null || from == null) {
      return;
    }
    try {
      bound.close();
    } catch (SQLException e) {
      // Its connection is lost, or gone already; nothing is left to close.
    }
    connection.leases().release(from);
  }

  @Override
  public final boolean isUpdatable() {
    return shape().isUpdatable();
  }

  @Override
  public final boolean needsPrimary() {
    return batching || isUpdatable();
  }

  @Override
  public @Nullable String parameter() {
    return null;
  }

  @Override
  public boolean isRepeatable() {
    return !batching;
  }

  /** The physical statement; where none is bound, one on the primary. */
  Statement delegate() throws SQLException {
    checkOpen();
    Statement bound = physical;
    Lease held = lease;
    if (bound == null || held == null) {
      return connection.router().unrouted().bindToPrimary(this);
    }
    connection.leases().refresh(held);
    return bound;
  }

  @Override
  boolean isPooledByDefault() {
    return false;
  }

  @Override
  final @Nullable Statement bound() {
    return physical;
  }

  @Override
  final void checkOpen() throws SQLException {
    connection.checkOpen();
    if (closed) {
      // not of class 08, by which a pool in front would take the whole connection for broken
      throw new SQLException("The statement is closed", SqlState.NOT_IN_STATE.code());
    }
  }

  final @Nullable ResultSet wrap(@Nullable ResultSet rows) {
    return rows == null ? null : new DelegatingRoutedResultSet(this, rows, false);
  }

  final void wroteThroughRows() throws SQLException {
    connection.router().wroteThroughRows(lease);
  }

  // ---- execution

  private <R> R run(String sql, SqlTextCall<Statement, R> call) throws SQLException {
    return run(connection.classify(sql), sql, call);
  }

  private <R> R run(Classification what, String sql, SqlTextCall<Statement, R> call)
      throws SQLException {
    String text = what.textOf(sql);
    return run(what, s -> call.on(s, text));
  }

  final <R> R run(Classification what, SqlCall<Statement, R> call) throws SQLException {
    checkOpen();
    pastResults();
    if (!batching && connection.router().isLeft(lease)) {
      unbind(); // whoever asks for another connection must not hold one that is of no more use
    }
    return connection.router().execute(this, what, call);
  }

  /** Whether a statement was for Lagrange itself, in which case its rows are kept here. */
  final boolean isAnsweredHere(Classification what) throws SQLException {
    if (what.command() == null) {
      return false;
    }
    checkOpen();
    local = wrap(connection.commands().run(what.command()));
    return true;
  }

  /** Whether a write was queued, or dropped for want of room: nobody waits for it. */
  final boolean isQueued(
      Classification what,
      String sql,
      @Nullable List<SqlAction<PreparedStatement>> parameters,
      long size)
      throws SQLException {
    checkOpen();
    queued =
        !needsPrimary()
            && hasUsualSettings()
            && connection.router().queued().accepts(what, sql, parameters, size);
    if (queued) {
      local = null;
      unbind(); // its connection may be the only one that the pool has
    }
    return queued;
  }

  private boolean isDone(Classification what, String sql) throws SQLException {
    return isAnsweredHere(what) || isQueued(what, sql, null, 0);
  }

  final ResultSet rowsAnsweredHere(String sql) throws SQLException {
    ResultSet rows = local;
    if (rows == null) {
      throw new SQLException("No results were returned by the statement: " + sql, "02000");
    }
    return rows;
  }

  @Override
  public ResultSet executeQuery(String sql) throws SQLException {
    Classification what = connection.classify(sql);
    if (isAnsweredHere(what)) {
      return rowsAnsweredHere(sql);
    }
    return wrap(run(what, sql, (s, text) -> s.executeQuery(text)));
  }

  @Override
  public boolean execute(String sql) throws SQLException {
    Classification what = connection.classify(sql);
    return isDone(what, sql) ? local != null : run(what, sql, (s, text) -> s.execute(text));
  }

  @Override
  public int executeUpdate(String sql) throws SQLException {
    Classification what = connection.classify(sql);
    return isDone(what, sql) ? 0 : run(what, sql, (s, text) -> s.executeUpdate(text));
  }

  @Override
  public long executeLargeUpdate(String sql) throws SQLException {
    Classification what = connection.classify(sql);
    return isDone(what, sql) ? 0 : run(what, sql, (s, text) -> s.executeLargeUpdate(text));
  }

  @Override
  public boolean execute(String sql, int keys) throws SQLException {
    return run(sql, (s, text) -> s.execute(text, keys));
  }

  @Override
  public boolean execute(String sql, int[] columns) throws SQLException {
    return run(sql, (s, text) -> s.execute(text, columns));
  }

  @Override
  public boolean execute(String sql, String[] columns) throws SQLException {
    return run(sql, (s, text) -> s.execute(text, columns));
  }

  @Override
  public int executeUpdate(String sql, int keys) throws SQLException {
    return run(sql, (s, text) -> s.executeUpdate(text, keys));
  }

  @Override
  public int executeUpdate(String sql, int[] columns) throws SQLException {
    return run(sql, (s, text) -> s.executeUpdate(text, columns));
  }

  @Override
  public int executeUpdate(String sql, String[] columns) throws SQLException {
    return run(sql, (s, text) -> s.executeUpdate(text, columns));
  }

  @Override
  public long executeLargeUpdate(String sql, int keys) throws SQLException {
    return run(sql, (s, text) -> s.executeLargeUpdate(text, keys));
  }

  @Override
  public long executeLargeUpdate(String sql, int[] columns) throws SQLException {
    return run(sql, (s, text) -> s.executeLargeUpdate(text, columns));
  }

  @Override
  public long executeLargeUpdate(String sql, String[] columns) throws SQLException {
    return run(sql, (s, text) -> s.executeLargeUpdate(text, columns));
  }

  // ---- batches run on the primary, and stay where they began

  final void beginBatch() throws SQLException {
    if (!batching) {
      connection.router().unrouted().bindToPrimary(this);
      batching = true;
    }
  }

  @Override
  public void addBatch(String sql) throws SQLException {
    checkOpen();
    Classification what = connection.classify(sql);
    batch(what);
    beginBatch();
    delegate().addBatch(what.textOf(sql));
  }

  final void batch(Classification what) throws SQLException {
    worst = worst == null ? what : connection.router().together(worst, what);
  }

  @Override
  public final void clearBatch() throws SQLException {
    if (batching) {
      delegate().clearBatch();
    }
    batching = false;
    worst = null;
  }

  @Override
  public final int[] executeBatch() throws SQLException {
    return runBatch(Statement::executeBatch, new int[0]);
  }

  @Override
  public final long[] executeLargeBatch() throws SQLException {
    return runBatch(Statement::executeLargeBatch, new long[0]);
  }

  private <R> R runBatch(SqlCall<Statement, R> call, R empty) throws SQLException {
    checkOpen();
    Classification what = worst;
    if (!batching || what == null) {
      Statement bound = pastResults();
      if (bound != null) {
        bound.executeBatch(); // of nothing: it ends the results of before, as any execution does
      }
      return empty;
    }
    try {
      return connection.router().execute(this, what.asWrite(), call);
    } finally {
      batching = false;
      worst = null;
    }
  }

  // ---- results

  /** What Lagrange itself answered last is over; the statement that may have more, null if none. */
  private @Nullable Statement pastResults() {
    local = null;
    queued = false;
    return physical;
  }

  @Override
  public final @Nullable ResultSet getResultSet() throws SQLException {
    checkOpen();
    Statement bound = physical;
    return local != null || bound == null ? local : wrap(bound.getResultSet());
  }

  @Override
  public final int getUpdateCount() throws SQLException {
    checkOpen();
    Statement bound = physical;
    return queued ? 0 : bound == null || local != null ? -1 : bound.getUpdateCount();
  }

  @Override
  public final long getLargeUpdateCount() throws SQLException {
    checkOpen();
    Statement bound = physical;
    return queued ? 0 : bound == null || local != null ? -1 : bound.getLargeUpdateCount();
  }

  @Override
  public final boolean getMoreResults() throws SQLException {
    checkOpen();
    Statement bound = pastResults();
    return bound != null && bound.getMoreResults();
  }

  @Override
  public final boolean getMoreResults(int current) throws SQLException {
    checkOpen();
    Statement bound = pastResults();
    return bound != null && bound.getMoreResults(current);
  }

  @Override
  public final @Nullable SQLWarning getWarnings() throws SQLException {
    checkOpen();
    Statement bound = physical;
    return bound == null ? null : bound.getWarnings();
  }

  @Override
  public final void clearWarnings() throws SQLException {
    checkOpen();
    Statement bound = physical;
    if (bound != null) {
      bound.clearWarnings();
    }
  }

  // ---- the statement itself

  @Override
  public final Connection getConnection() throws SQLException {
    checkOpen();
    return connection;
  }

  /** Ends its wait for a node, or else reaches the physical statement that runs now, if any. */
  @Override
  public final void cancel() throws SQLException {
    if (!waits.cancel()) {
      cancelRunning();
    }
  }

  private void cancelRunning() throws SQLException {
    Statement running = physical;
    if (running != null) {
      running.cancel();
    }
  }

  @Override
  public final Waits waits() {
    return waits;
  }

  @Override
  public final void closeOnCompletion() throws SQLException {
    checkOpen();
    closeOnCompletion = true;
  }

  @Override
  public final boolean isCloseOnCompletion() throws SQLException {
    checkOpen();
    return closeOnCompletion;
  }

  final void resultClosed() throws SQLException {
    if (closeOnCompletion) {
      close();
    }
  }

  @Override
  public final boolean isClosed() {
    return closed;
  }

  @Override
  public final void close() throws SQLException {
    if (!closed) {
      closed = true;
      unbind();
      connection.closed(this);
    }
  }

  /**
   * Behind the driver's own statement we are blind: the session is pinned, as by a connection's.
   */
  @Override
  public final <T> T unwrap(Class<T> type) throws SQLException {
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    checkOpen();
    connection.router().unrouted().exposed();
    return connection.router().unrouted().bindToPrimary(this).unwrap(type);
  }

  @Override
  public final boolean isWrapperFor(Class<?> type) throws SQLException {
    return type.isInstance(this) || onAnyStatement(s -> s.isWrapperFor(type));
  }

  @Override
  final <R> R onAnyStatement(SqlCall<Statement, R> call) throws SQLException {
    checkOpen();
    Statement bound = physical;
    if (bound != null) {
      return call.on(bound);
    }
    return connection
        .router()
        .unrouted()
        .onAnyConnection(
            any -> {
              try (Statement made = maker.on(any)) {
                return call.on(made);
              }
            });
  }
}
