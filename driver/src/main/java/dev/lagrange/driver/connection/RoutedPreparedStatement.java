package dev.lagrange.driver.connection;

import dev.lagrange.codegen.Delegating;
import dev.lagrange.driver.node.Lease;
import dev.lagrange.routing.catalog.Catalog;
import dev.lagrange.routing.sql.Classification;
import java.io.InputStream;
import java.io.Reader;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.Date;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.Ref;
import java.sql.ResultSet;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLType;
import java.sql.SQLXML;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A prepared statement that keeps its parameters by index, so that each execution may run on
 * another node. Not thread-safe.
 */
@Delegating
abstract class RoutedPreparedStatement extends RoutedStatement implements PreparedStatement {

  /** About how many bytes a parameter takes that does not say. */
  private static final long PLAIN = 32;

  /** Instead of a size: it has to be sent at once. */
  private static final long LIVE = -1;

  private final RoutedConnection connection;
  private final String sql;
  private Classification what;
  private @Nullable Catalog judgedBy;
  private final List<@Nullable SqlAction<PreparedStatement>> parameters = new ArrayList<>(4);
  private final @Nullable List<Long> sizes; // null if nothing is ever queued
  private boolean returnsKeys;
  private boolean sent;
  private boolean streams;
  private boolean streamsRead;

  RoutedPreparedStatement(
      RoutedConnection connection,
      Shape shape,
      SqlCall<Connection, ? extends PreparedStatement> maker,
      String sql,
      Classification what) {
    super(connection, shape, maker);
    this.connection = connection;
    this.sql = sql;
    this.what = what;
    this.sizes = connection.router().queued().isOn() ? new ArrayList<>(4) : null;
  }

  @Override
  PreparedStatement delegate() throws SQLException {
    PreparedStatement bound = (PreparedStatement) super.delegate();
    sendParameters(bound);
    return bound;
  }

  @Override
  public Statement bind(Lease to) throws SQLException {
    Statement before = bound();
    PreparedStatement bound = (PreparedStatement) super.bind(to);
    if (bound != before) {
      sent = false;
    }
    sendParameters(bound);
    return bound;
  }

  private void sendParameters(PreparedStatement to) throws SQLException {
    if (sent) {
      return;
    }
    if (streams && streamsRead) {
      throw new SQLException(
          "A parameter is a stream that was sent already, and cannot be sent again: set it anew",
          "22023");
    }
    for (SqlAction<PreparedStatement> parameter : parameters) {
      if (parameter != null) {
        parameter.on(to);
      }
    }
    sendNamed(to);
    sent = true;
  }

  /** Sends what is not kept by index. */
  void sendNamed(PreparedStatement to) throws SQLException {}

  /** Forgets what is not kept by index. */
  void clearNamed() {}

  final void changed() {
    sent = false;
  }

  @Override
  public final @Nullable String parameter() {
    return TextParameter.first(parameters);
  }

  @Override
  public final boolean isRepeatable() {
    return !streams && super.isRepeatable();
  }

  final void bind(int index, SqlAction<PreparedStatement> setter) throws SQLException {
    checkOpen();
    if (index < 1) {
      throw new SQLException("Parameter " + index + " is out of range: the first is 1", "22023");
    }
    while (parameters.size() < index) {
      parameters.add(null);
    }
    parameters.set(index - 1, setter);
    note(index, PLAIN);
    changed();
  }

  private void bind(int index, long size, SqlAction<PreparedStatement> setter) throws SQLException {
    bind(index, setter);
    note(index, size);
  }

  private void note(int index, long size) {
    if (sizes != null) {
      while (sizes.size() < index) {
        sizes.add(PLAIN);
      }
      sizes.set(index - 1, size);
    }
  }

  /** The same one, whose rows are wanted: those of generated keys. */
  final RoutedPreparedStatement returningKeys() {
    returnsKeys = true;
    return this;
  }

  /** Whether it was queued with its parameters as they are now. */
  private boolean isQueued(Classification now) throws SQLException {
    if (sizes == null || !now.modifies() || returnsKeys || streams || parameters.contains(null)) {
      return false;
    }
    if (sizes.contains(LIVE)) {
      return false;
    }
    long size = sizes.stream().mapToLong(Long::longValue).sum();
    return isQueued(now, sql, List.copyOf(parameters), size);
  }

  private boolean isDone() throws SQLException {
    return isAnsweredHere(what) || isQueued(judged());
  }

  private void bindStream(int index, SqlAction<PreparedStatement> setter) throws SQLException {
    bind(index, setter);
    streams = true;
    streamsRead = false;
  }

  @Override
  final boolean isPooledByDefault() {
    return true;
  }

  @Override
  public final void clearParameters() throws SQLException {
    checkOpen();
    parameters.clear();
    if (sizes != null) {
      sizes.clear();
    }
    clearNamed();
    streams = false;
    streamsRead = false;
    changed();
    if (bound() instanceof PreparedStatement bound) {
      bound.clearParameters();
    }
  }

  /** What it is: judged anew if what is known of the database has changed since. */
  private Classification judged() throws SQLException {
    Catalog now = connection.catalog();
    if (!now.equals(judgedBy)) {
      what = connection.classify(sql);
      judgedBy = now;
    }
    return what;
  }

  private <R> R runPrepared(SqlCall<PreparedStatement, R> call) throws SQLException {
    checkOpen();
    try {
      return run(judged(), s -> call.on((PreparedStatement) s));
    } finally {
      streamsRead = streams;
    }
  }

  @Override
  public final ResultSet executeQuery() throws SQLException {
    if (isAnsweredHere(what)) {
      return rowsAnsweredHere(sql);
    }
    return wrap(runPrepared(PreparedStatement::executeQuery));
  }

  @Override
  public final boolean execute() throws SQLException {
    if (isDone()) {
      return getResultSet() != null;
    }
    return runPrepared(PreparedStatement::execute);
  }

  @Override
  public final int executeUpdate() throws SQLException {
    return isDone() ? 0 : runPrepared(PreparedStatement::executeUpdate);
  }

  @Override
  public final long executeLargeUpdate() throws SQLException {
    return isDone() ? 0 : runPrepared(PreparedStatement::executeLargeUpdate);
  }

  @Override
  public final void addBatch() throws SQLException {
    checkOpen();
    batch(judged());
    beginBatch();
    delegate().addBatch();
    streamsRead = streams;
  }

  // ---- what the application may change before it is sent is copied now

  @Override
  public final void setBytes(int i, byte @Nullable [] x) throws SQLException {
    byte[] copy = x == null ? null : x.clone();
    bind(i, copy == null ? PLAIN : PLAIN + copy.length, s -> s.setBytes(i, copy));
  }

  @Override
  public final void setDate(int i, @Nullable Date x) throws SQLException {
    Date copy = Captured.of(x);
    bind(i, s -> s.setDate(i, copy));
  }

  @Override
  public final void setDate(int i, @Nullable Date x, @Nullable Calendar calendar)
      throws SQLException {
    Date copy = Captured.of(x);
    Calendar zone = Captured.of(calendar);
    bind(i, s -> s.setDate(i, copy, zone));
  }

  @Override
  public final void setTime(int i, @Nullable Time x) throws SQLException {
    Time copy = Captured.of(x);
    bind(i, s -> s.setTime(i, copy));
  }

  @Override
  public final void setTime(int i, @Nullable Time x, @Nullable Calendar calendar)
      throws SQLException {
    Time copy = Captured.of(x);
    Calendar zone = Captured.of(calendar);
    bind(i, s -> s.setTime(i, copy, zone));
  }

  @Override
  public final void setTimestamp(int i, @Nullable Timestamp x) throws SQLException {
    Timestamp copy = Captured.of(x);
    bind(i, s -> s.setTimestamp(i, copy));
  }

  @Override
  public final void setTimestamp(int i, @Nullable Timestamp x, @Nullable Calendar calendar)
      throws SQLException {
    Timestamp copy = Captured.of(x);
    Calendar zone = Captured.of(calendar);
    bind(i, s -> s.setTimestamp(i, copy, zone));
  }

  @Override
  public final void setObject(int i, @Nullable Object x) throws SQLException {
    Object copy = Captured.of(x);
    bindObject(i, x, s -> s.setObject(i, copy));
  }

  @Override
  public final void setObject(int i, @Nullable Object x, int type) throws SQLException {
    Object copy = Captured.of(x);
    bindObject(i, x, s -> s.setObject(i, copy, type));
  }

  @Override
  public final void setObject(int i, @Nullable Object x, int type, int scale) throws SQLException {
    Object copy = Captured.of(x);
    bindObject(i, x, s -> s.setObject(i, copy, type, scale));
  }

  @Override
  public final void setObject(int i, @Nullable Object x, SQLType type) throws SQLException {
    Object copy = Captured.of(x);
    bindObject(i, x, s -> s.setObject(i, copy, type));
  }

  @Override
  public final void setObject(int i, @Nullable Object x, SQLType type, int scale)
      throws SQLException {
    Object copy = Captured.of(x);
    bindObject(i, x, s -> s.setObject(i, copy, type, scale));
  }

  private void bindObject(int i, @Nullable Object x, SqlAction<PreparedStatement> setter)
      throws SQLException {
    if (x instanceof InputStream || x instanceof Reader) {
      bindStream(i, setter);
    } else {
      bind(i, sizeOf(x), setter);
    }
  }

  /** About how many bytes; LIVE for what may change, or needs the connection it is of. */
  private static long sizeOf(@Nullable Object x) {
    if (x instanceof String text) {
      return PLAIN + 2L * text.length();
    }
    if (x instanceof byte[] bytes) {
      return PLAIN + bytes.length;
    }
    boolean plain =
        x == null
            || x instanceof Number
            || x instanceof Boolean
            || x instanceof Character
            || x instanceof java.util.UUID
            || x instanceof java.util.Date
            || x instanceof java.time.temporal.Temporal;
    return plain ? PLAIN : LIVE;
  }

  @Override
  public final void setString(int i, @Nullable String x) throws SQLException {
    bind(i, sizeOf(x), new TextParameter(i, x));
  }

  @Override
  public final void setNString(int i, @Nullable String x) throws SQLException {
    bind(i, sizeOf(x), s -> s.setNString(i, x));
  }

  @Override
  public final void setArray(int i, @Nullable Array x) throws SQLException {
    bind(i, LIVE, s -> s.setArray(i, x));
  }

  @Override
  public final void setBlob(int i, @Nullable Blob x) throws SQLException {
    bind(i, LIVE, s -> s.setBlob(i, x));
  }

  @Override
  public final void setClob(int i, @Nullable Clob x) throws SQLException {
    bind(i, LIVE, s -> s.setClob(i, x));
  }

  @Override
  public final void setNClob(int i, @Nullable NClob x) throws SQLException {
    bind(i, LIVE, s -> s.setNClob(i, x));
  }

  @Override
  public final void setRef(int i, @Nullable Ref x) throws SQLException {
    bind(i, LIVE, s -> s.setRef(i, x));
  }

  @Override
  public final void setRowId(int i, @Nullable RowId x) throws SQLException {
    bind(i, LIVE, s -> s.setRowId(i, x));
  }

  @Override
  public final void setSQLXML(int i, @Nullable SQLXML x) throws SQLException {
    bind(i, LIVE, s -> s.setSQLXML(i, x));
  }

  // ---- streams can be sent once only

  @Override
  public final void setAsciiStream(int i, InputStream x) throws SQLException {
    bindStream(i, s -> s.setAsciiStream(i, x));
  }

  @Override
  public final void setAsciiStream(int i, InputStream x, int length) throws SQLException {
    bindStream(i, s -> s.setAsciiStream(i, x, length));
  }

  @Override
  public final void setAsciiStream(int i, InputStream x, long length) throws SQLException {
    bindStream(i, s -> s.setAsciiStream(i, x, length));
  }

  @Override
  @Deprecated
  public final void setUnicodeStream(int i, InputStream x, int length) throws SQLException {
    bindStream(i, s -> s.setUnicodeStream(i, x, length));
  }

  @Override
  public final void setBinaryStream(int i, InputStream x) throws SQLException {
    bindStream(i, s -> s.setBinaryStream(i, x));
  }

  @Override
  public final void setBinaryStream(int i, InputStream x, int length) throws SQLException {
    bindStream(i, s -> s.setBinaryStream(i, x, length));
  }

  @Override
  public final void setBinaryStream(int i, InputStream x, long length) throws SQLException {
    bindStream(i, s -> s.setBinaryStream(i, x, length));
  }

  @Override
  public final void setBlob(int i, InputStream x) throws SQLException {
    bindStream(i, s -> s.setBlob(i, x));
  }

  @Override
  public final void setBlob(int i, InputStream x, long length) throws SQLException {
    bindStream(i, s -> s.setBlob(i, x, length));
  }

  @Override
  public final void setCharacterStream(int i, Reader x) throws SQLException {
    bindStream(i, s -> s.setCharacterStream(i, x));
  }

  @Override
  public final void setCharacterStream(int i, Reader x, int length) throws SQLException {
    bindStream(i, s -> s.setCharacterStream(i, x, length));
  }

  @Override
  public final void setCharacterStream(int i, Reader x, long length) throws SQLException {
    bindStream(i, s -> s.setCharacterStream(i, x, length));
  }

  @Override
  public final void setNCharacterStream(int i, Reader x) throws SQLException {
    bindStream(i, s -> s.setNCharacterStream(i, x));
  }

  @Override
  public final void setNCharacterStream(int i, Reader x, long length) throws SQLException {
    bindStream(i, s -> s.setNCharacterStream(i, x, length));
  }

  @Override
  public final void setClob(int i, Reader x) throws SQLException {
    bindStream(i, s -> s.setClob(i, x));
  }

  @Override
  public final void setClob(int i, Reader x, long length) throws SQLException {
    bindStream(i, s -> s.setClob(i, x, length));
  }

  @Override
  public final void setNClob(int i, Reader x) throws SQLException {
    bindStream(i, s -> s.setNClob(i, x));
  }

  @Override
  public final void setNClob(int i, Reader x, long length) throws SQLException {
    bindStream(i, s -> s.setNClob(i, x, length));
  }
}
