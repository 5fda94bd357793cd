package dev.lagrange.driver.connection;

import dev.lagrange.codegen.Delegating;
import dev.lagrange.driver.node.Lease;
import dev.lagrange.routing.sql.Classification;
import java.io.InputStream;
import java.io.Reader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A prepared statement that keeps its parameters by index, so that each execution may run on
 * another node. Not thread-safe.
 */
@Delegating
abstract class RoutedPreparedStatement extends RoutedStatement implements PreparedStatement {

  private final String sql;
  private final Classification what;
  private final List<@Nullable SqlAction<PreparedStatement>> parameters = new ArrayList<>(4);
  private boolean sent;
  private boolean streams;

  RoutedPreparedStatement(
      RoutedConnection connection,
      Shape shape,
      SqlCall<Connection, ? extends PreparedStatement> maker,
      String sql,
      Classification what) {
    super(connection, shape, maker);
    this.sql = sql;
    this.what = what;
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

  final void changed() {
    sent = false;
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
    changed();
  }

  private void bindStream(int index, SqlAction<PreparedStatement> setter) throws SQLException {
    bind(index, setter);
    streams = true;
  }

  @Override
  public final void clearParameters() throws SQLException {
    checkOpen();
    parameters.clear();
    streams = false;
    changed();
    if (bound() instanceof PreparedStatement bound) {
      bound.clearParameters();
    }
  }

  private static PreparedStatement prepared(Statement bound) {
    return (PreparedStatement) bound;
  }

  @Override
  public final ResultSet executeQuery() throws SQLException {
    if (isAnsweredHere(what)) {
      return rowsAnsweredHere(sql);
    }
    return new DelegatingRoutedResultSet(this, run(what, s -> prepared(s).executeQuery()));
  }

  @Override
  public final boolean execute() throws SQLException {
    if (isAnsweredHere(what)) {
      return getResultSet() != null;
    }
    return run(what, s -> prepared(s).execute());
  }

  @Override
  public final int executeUpdate() throws SQLException {
    return isAnsweredHere(what) ? 0 : run(what, s -> prepared(s).executeUpdate());
  }

  @Override
  public final long executeLargeUpdate() throws SQLException {
    return isAnsweredHere(what) ? 0 : run(what, s -> prepared(s).executeLargeUpdate());
  }

  @Override
  public final void addBatch() throws SQLException {
    checkOpen();
    batch(what);
    beginBatch();
    delegate().addBatch();
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
