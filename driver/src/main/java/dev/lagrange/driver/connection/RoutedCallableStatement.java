package dev.lagrange.driver.connection;

import dev.lagrange.codegen.Delegating;
import dev.lagrange.routing.sql.Classification;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** A call of a function or procedure: it runs on the primary. Not thread-safe. */
@Delegating
abstract class RoutedCallableStatement extends RoutedPreparedStatement
    implements CallableStatement {

  private final Map<String, SqlAction<CallableStatement>> named = new LinkedHashMap<>();

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
    for (SqlAction<CallableStatement> setter : named.values()) {
      setter.on((CallableStatement) to);
    }
  }
}
