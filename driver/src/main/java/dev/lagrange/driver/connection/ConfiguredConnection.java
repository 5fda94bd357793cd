package dev.lagrange.driver.connection;

import java.sql.Array;
import java.sql.Blob;
import java.sql.ClientInfoStatus;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.NClob;
import java.sql.ResultSet;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Struct;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What a logical connection has without a statement: the values that any of its nodes makes alike,
 * and its settings, which are applied to each physical connection before anything runs there.
 */
abstract class ConfiguredConnection implements Connection {

  private final LeaseBook leases;
  private @Nullable String schema;
  private int holdability = ResultSet.CLOSE_CURSORS_AT_COMMIT;
  private int networkTimeoutMillis;
  private Map<String, Class<?>> typeMap = Map.of();

  ConfiguredConnection(LeaseBook leases) {
    this.leases = leases;
  }

  abstract void checkOpen() throws SQLException;

  /** Names without a schema are in that one from now on. */
  abstract void schemaSet(String name);

  /** Calls a connection that is at hand, or one borrowed for just this call. */
  abstract <R> R onAnyConnection(SqlCall<Connection, R> call) throws SQLException;

  /** A setting that the pool takes back by itself when the connection is returned. */
  private static ConnectionSettings.Setting knownToPool(SqlAction<Connection> apply) {
    return new ConnectionSettings.Setting(apply, false);
  }

  /** A setting that only a reset takes back. */
  private static ConnectionSettings.Setting unknownToPool(SqlAction<Connection> apply) {
    return new ConnectionSettings.Setting(apply, true);
  }

  final void applyIsolation(int level) throws SQLException {
    leases.set("transactionIsolation", knownToPool(c -> c.setTransactionIsolation(level)));
  }

  @Override
  public final void setSchema(String name) throws SQLException {
    checkOpen();
    leases.set("schema", unknownToPool(connection -> connection.setSchema(name)));
    schema = name;
    schemaSet(name);
  }

  @Override
  public final @Nullable String getSchema() throws SQLException {
    checkOpen();
    String known = schema;
    return known != null ? known : onAnyConnection(Connection::getSchema);
  }

  @Override
  public final void setCatalog(String name) throws SQLException {
    checkOpen();
    leases.set("catalog", unknownToPool(connection -> connection.setCatalog(name)));
  }

  @Override
  public final String getCatalog() throws SQLException {
    checkOpen();
    return onAnyConnection(Connection::getCatalog);
  }

  @Override
  public final void setHoldability(int value) throws SQLException {
    checkOpen();
    if (holdability != value) {
      leases.set("holdability", unknownToPool(connection -> connection.setHoldability(value)));
      holdability = value;
    }
  }

  @Override
  public final int getHoldability() throws SQLException {
    checkOpen();
    return holdability;
  }

  @Override
  public final void setTypeMap(Map<String, Class<?>> map) throws SQLException {
    checkOpen();
    Map<String, Class<?>> copy = Map.copyOf(map);
    leases.set("typeMap", unknownToPool(connection -> connection.setTypeMap(copy)));
    typeMap = copy;
  }

  @Override
  public final Map<String, Class<?>> getTypeMap() throws SQLException {
    checkOpen();
    return typeMap;
  }

  @Override
  public final void setNetworkTimeout(Executor executor, int milliseconds) throws SQLException {
    checkOpen();
    if (milliseconds < 0) {
      throw new SQLException(
          "The network timeout is " + milliseconds + "; it must be 0 or more ms", "22023");
    }
    ConnectionSettings.Setting setting =
        knownToPool(connection -> connection.setNetworkTimeout(executor, milliseconds));
    if (milliseconds != 0) {
      leases.set("networkTimeout", setting);
    } else if (networkTimeoutMillis != 0) {
      // A pool in front says 0 to put back what it found: that of the URL, if it has one.
      leases.setToDefault("networkTimeout", setting);
    }
    networkTimeoutMillis = milliseconds;
  }

  @Override
  public final int getNetworkTimeout() throws SQLException {
    checkOpen();
    return networkTimeoutMillis;
  }

  @Override
  public final void setClientInfo(String name, @Nullable String value)
      throws SQLClientInfoException {
    try {
      checkOpen();
      leases.set("clientInfo " + name, unknownToPool(c -> c.setClientInfo(name, value)));
    } catch (SQLClientInfoException e) {
      throw e;
    } catch (SQLException e) {
      throw new SQLClientInfoException(
          e.getMessage(), e.getSQLState(), Map.of(name, ClientInfoStatus.REASON_UNKNOWN), e);
    }
  }

  @Override
  public final void setClientInfo(Properties properties) throws SQLClientInfoException {
    for (String name : properties.stringPropertyNames()) {
      setClientInfo(name, properties.getProperty(name));
    }
  }

  @Override
  public final @Nullable String getClientInfo(String name) throws SQLException {
    checkOpen();
    return onAnyConnection(connection -> connection.getClientInfo(name));
  }

  @Override
  public final Properties getClientInfo() throws SQLException {
    checkOpen();
    return onAnyConnection(Connection::getClientInfo);
  }

  // ---- what is made by a connection

  @Override
  public final String nativeSQL(String sql) throws SQLException {
    checkOpen();
    return onAnyConnection(connection -> connection.nativeSQL(sql));
  }

  @Override
  public final Array createArrayOf(String type, Object[] elements) throws SQLException {
    checkOpen();
    return onAnyConnection(connection -> connection.createArrayOf(type, elements));
  }

  @Override
  public final Struct createStruct(String type, Object[] attributes) throws SQLException {
    checkOpen();
    return onAnyConnection(connection -> connection.createStruct(type, attributes));
  }

  @Override
  public final Blob createBlob() throws SQLException {
    checkOpen();
    return onAnyConnection(Connection::createBlob);
  }

  @Override
  public final Clob createClob() throws SQLException {
    checkOpen();
    return onAnyConnection(Connection::createClob);
  }

  @Override
  public final NClob createNClob() throws SQLException {
    checkOpen();
    return onAnyConnection(Connection::createNClob);
  }

  @Override
  public final SQLXML createSQLXML() throws SQLException {
    checkOpen();
    return onAnyConnection(Connection::createSQLXML);
  }
}
