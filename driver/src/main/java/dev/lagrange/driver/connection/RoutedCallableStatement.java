package dev.lagrange.driver.connection;

import dev.lagrange.codegen.Delegating;
import dev.lagrange.routing.sql.Classification;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLType;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A call of a function or procedure: it runs on the primary. Not thread-safe. */
@Delegating
abstract class RoutedCallableStatement extends RoutedPreparedStatement
    implements CallableStatement {

  private final Map<String, SqlAction<CallableStatement>> named = new LinkedHashMap<>();
  private final Map<Object, SqlAction<CallableStatement>> registrations = new LinkedHashMap<>();

  RoutedCallableStatement(
      RoutedConnection connection,
      Shape shape,
      SqlCall<Connection, ? extends CallableStatement> maker,
      String sql,
      Classification what) {
    super(connection, shape, maker, sql, what);
  }

  @Override
  final CallableStatement delegate() throws SQLException {
    return (CallableStatement) super.delegate();
  }

  final void bind(String name, SqlAction<CallableStatement> setter) throws SQLException {
    checkOpen();
    named.put(name, setter);
    changed();
  }

  @Override
  final void sendNamed(PreparedStatement to) throws SQLException {
    CallableStatement call = (CallableStatement) to;
    for (SqlAction<CallableStatement> setter : named.values()) {
      setter.on(call);
    }
    for (SqlAction<CallableStatement> registration : registrations.values()) {
      registration.on(call);
    }
  }

  @Override
  final void clearNamed() {
    named.clear();
  }

  private void registerOut(Object key, SqlAction<CallableStatement> registration)
      throws SQLException {
    checkOpen();
    registrations.put(key, registration);
    changed();
  }

  @Override
  public final void registerOutParameter(int key, int type) throws SQLException {
    registerOut(key, s -> s.registerOutParameter(key, type));
  }

  @Override
  public final void registerOutParameter(int key, int type, int scale) throws SQLException {
    registerOut(key, s -> s.registerOutParameter(key, type, scale));
  }

  @Override
  public final void registerOutParameter(int key, int type, String name) throws SQLException {
    registerOut(key, s -> s.registerOutParameter(key, type, name));
  }

  @Override
  public final void registerOutParameter(int key, SQLType type) throws SQLException {
    registerOut(key, s -> s.registerOutParameter(key, type));
  }

  @Override
  public final void registerOutParameter(int key, SQLType type, int scale) throws SQLException {
    registerOut(key, s -> s.registerOutParameter(key, type, scale));
  }

  @Override
  public final void registerOutParameter(int key, SQLType type, String name) throws SQLException {
    registerOut(key, s -> s.registerOutParameter(key, type, name));
  }

  @Override
  public final void registerOutParameter(String key, int type) throws SQLException {
    registerOut(key, s -> s.registerOutParameter(key, type));
  }

  @Override
  public final void registerOutParameter(String key, int type, int scale) throws SQLException {
    registerOut(key, s -> s.registerOutParameter(key, type, scale));
  }

  @Override
  public final void registerOutParameter(String key, int type, String name) throws SQLException {
    registerOut(key, s -> s.registerOutParameter(key, type, name));
  }

  @Override
  public final void registerOutParameter(String key, SQLType type) throws SQLException {
    registerOut(key, s -> s.registerOutParameter(key, type));
  }

  @Override
  public final void registerOutParameter(String key, SQLType type, int scale) throws SQLException {
    registerOut(key, s -> s.registerOutParameter(key, type, scale));
  }

  @Override
  public final void registerOutParameter(String key, SQLType type, String name)
      throws SQLException {
    registerOut(key, s -> s.registerOutParameter(key, type, name));
  }

  /** A cursor that is returned leads back here too. */
  @Override
  public final @Nullable Object getObject(int parameter) throws SQLException {
    return RoutedResultSet.ours(this, delegate().getObject(parameter));
  }

  @Override
  public final @Nullable Object getObject(String parameter) throws SQLException {
    return RoutedResultSet.ours(this, delegate().getObject(parameter));
  }
}
