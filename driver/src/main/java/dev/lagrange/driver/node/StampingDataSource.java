package dev.lagrange.driver.node;

import dev.lagrange.control.Stamp;
import dev.lagrange.control.Ticker;
import dev.lagrange.control.Vendor;
import dev.lagrange.routing.option.HostPort;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;

/** Opens physical connections to one node and stamps them, for a pool. */
final class StampingDataSource extends PlainDataSource implements DataSource {

  /**
   * The longest silence before the stamp, where no limit is set: the pool opens one connection at a
   * time, so that a server that never answers would leave it without any for ever.
   */
  static final Duration SILENCE = Duration.ofSeconds(10);

  private final Vendor vendor;
  private final HostPort address;
  private final String database;
  private final Map<String, String> properties;
  private final Ticker ticker;
  private final OpenConnections register;
  private final Duration silence;

  StampingDataSource(
      Vendor vendor,
      HostPort address,
      String database,
      Map<String, String> properties,
      Ticker ticker,
      OpenConnections register,
      Duration silence) {
    this.vendor = vendor;
    this.address = address;
    this.database = database;
    this.properties = properties;
    this.ticker = ticker;
    this.register = register;
    this.silence = silence;
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection connection = vendor.connect(address, database, properties);
    // From now on it can be broken, should the node be ejected while it is asked for its stamp.
    register.add(connection);
    try {
      Stamp stamp = stamp(connection);
      return new DelegatingStampedConnection(connection, stamp, ticker.read(), register);
    } catch (SQLException e) {
      register.remove(connection);
      connection.close();
      throw e;
    }
  }

  private Stamp stamp(Connection connection) throws SQLException {
    int limit = connection.getNetworkTimeout();
    if (limit != 0) {
      return vendor.stamp(connection);
    }
    connection.setNetworkTimeout(Runnable::run, Math.toIntExact(silence.toMillis()));
    Stamp stamp = vendor.stamp(connection);
    connection.setNetworkTimeout(Runnable::run, limit);
    return stamp;
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    Map<String, String> given = new HashMap<>(properties);
    given.put("user", user);
    given.put("password", password);
    return new StampingDataSource(vendor, address, database, given, ticker, register, silence)
        .getConnection();
  }
}
