package dev.lagrange.proxy;

import dev.lagrange.control.Vendors;
import dev.lagrange.proxy.auth.LoginMethod;
import dev.lagrange.proxy.auth.Users;
import dev.lagrange.routing.option.ClusterUrl;
import dev.lagrange.routing.option.HostPort;
import dev.lagrange.routing.option.Options;
import dev.lagrange.testbed.PostgresCluster;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/** A proxy before a cluster of the testbed, and what its clients do. */
public final class ProxyOn implements AutoCloseable {

  private static final byte[] DECOYS = new byte[32];

  private final Proxy proxy;

  private ProxyOn(Proxy proxy) {
    this.proxy = proxy;
  }

  /** With more options of the URL, such as {@code consistency=weak}. */
  public static ProxyOn start(PostgresCluster cluster, String options) throws SQLException {
    ClusterUrl url = Vendors.parse(cluster.driverUrl() + (options.isEmpty() ? "" : "&" + options));
    Options parsed = Vendors.onClassPath().options(url, Map.of());
    Users users =
        Users.parse(
            "\"%s\" \"%s\"%n\"%s\" \"%s\"%n\"stranger\" \"strange\"%n"
                .formatted(
                    PostgresCluster.APP_USER,
                    PostgresCluster.APP_PASSWORD,
                    PostgresCluster.SUPERUSER,
                    PostgresCluster.SUPERUSER_PASSWORD),
            DECOYS);
    HostPort any = new HostPort("127.0.0.1", 0);
    return new ProxyOn(
        Proxy.start(new ProxyOptions(any, url, parsed, users, LoginMethod.SCRAM_SHA_256, 2)));
  }

  Proxy proxy() {
    return proxy;
  }

  /** Where it listens. */
  public int port() {
    return proxy.port();
  }

  /** A client whom the proxy knows and no server does. */
  Connection connectAsStranger() throws SQLException {
    String url = "jdbc:postgresql://127.0.0.1:" + port() + "/" + PostgresCluster.DATABASE;
    return DriverManager.getConnection(url + "?sslmode=disable", "stranger", "strange");
  }

  /** A client: pgjdbc, with its own options, such as {@code preferQueryMode=simple}. */
  public Connection connect(String options) throws SQLException {
    String url = "jdbc:postgresql://127.0.0.1:" + port() + "/" + PostgresCluster.DATABASE;
    return DriverManager.getConnection(
        url + "?sslmode=disable" + (options.isEmpty() ? "" : "&" + options),
        PostgresCluster.APP_USER,
        PostgresCluster.APP_PASSWORD);
  }

  public static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  public static String value(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  @Override
  public void close() {
    proxy.close();
  }
}
