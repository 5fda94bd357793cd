package dev.lagrange.driver.node;

import dev.lagrange.control.Stamp;
import dev.lagrange.control.Ticker;
import dev.lagrange.control.Vendor;
import dev.lagrange.routing.option.HostPort;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;

/** Opens physical connections to one node and stamps them, for a pool. */
final class StampingDataSource extends PlainDataSource implements DataSource {

  private final Vendor vendor;
  private final HostPort address;
  private final String database;
  private final Map<String, String> properties;
  private final Ticker ticker;
  private final OpenConnections register;

  StampingDataSource(
      Vendor vendor,
      HostPort address,
      String database,
      Map<String, String> properties,
      Ticker ticker,
      OpenConnections register) {
    this.vendor = vendor;
    this.address = address;
    this.database = database;
    this.properties = properties;
    this.ticker = ticker;
    this.register = register;
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection connection = vendor.connect(address, database, properties);
    // From now on it can be broken, should the node be ejected while it is asked for its stamp.
    register.add(connection);
    try {
      Stamp stamp = vendor.stamp(connection);
      return new DelegatingStampedConnection(connection, stamp, ticker.read(), register);
    } catch (SQLException e) {
      register.remove(connection);
      connection.close();
      throw e;
    }
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    Map<String, String> given = new HashMap<>(properties);
    given.put("user", user);
    given.put("password", password);
    return new StampingDataSource(vendor, address, database, given, ticker, register)
        .getConnection();
  }
}
