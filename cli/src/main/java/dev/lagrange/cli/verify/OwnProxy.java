package dev.lagrange.cli.verify;

import dev.lagrange.control.Vendors;
import dev.lagrange.proxy.Proxy;
import dev.lagrange.proxy.ProxyOptions;
import dev.lagrange.proxy.ServedDatabase;
import dev.lagrange.proxy.auth.LoginMethod;
import dev.lagrange.proxy.client.tls.ClientTls;
import dev.lagrange.routing.consistency.SessionScope;
import dev.lagrange.routing.option.ClusterUrl;
import dev.lagrange.routing.option.HostPort;
import dev.lagrange.routing.option.OptionTable;
import dev.lagrange.routing.option.Options;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A proxy in this process, before a cluster. */
final class OwnProxy implements AutoCloseable {

  private static final String HOST = "127.0.0.1";
  private static final int THREADS = 2;
  private static final int SPARE_CONNECTIONS = 10;

  private final Proxy proxy;
  private final String url;

  private OwnProxy(Proxy proxy, String url) {
    this.proxy = proxy;
    this.url = url;
  }

  /**
   * Starts one.
   *
   * @param cluster the driver's URL of the cluster; what it says wins
   * @param scope whose writes a session covers
   * @param sessions how many clients there will be
   * @throws SQLException as the driver refuses options, or the proxy does
   */
  static OwnProxy start(String cluster, SessionScope scope, int sessions) throws SQLException {
    ClusterUrl parsed = Vendors.parse(cluster);
    Map<String, String> properties = new HashMap<>();
    properties.put(OptionTable.MAX_POOL_SIZE.key(), Integer.toString(sessions + SPARE_CONNECTIONS));
    properties.put(OptionTable.FAILOVER_TIMEOUT.key(), "10s");
    properties.put(OptionTable.SESSION_SCOPE.key(), scope.name());
    properties.keySet().removeAll(parsed.properties().keySet());
    Options options = Vendors.onClassPath().options(parsed, properties);
    Proxy proxy =
        Proxy.start(
            new ProxyOptions(
                new HostPort(HOST, 0),
                List.of(ServedDatabase.of(parsed, options, "")),
                LoginMethod.SCRAM_SHA_256,
                ClientTls.none(),
                ProxyOptions.LOGIN_LIMIT,
                THREADS));
    String url =
        "jdbc:postgresql://%s:%d/%s?sslmode=disable&user=%s&password=%s"
            .formatted(
                HOST,
                proxy.port(),
                parsed.database(),
                options.passedThrough().get("user"),
                options.passedThrough().get("password"));
    return new OwnProxy(proxy, url);
  }

  /** For pgjdbc, user and password included. */
  String url() {
    return url;
  }

  @Override
  public void close() {
    proxy.close();
  }
}
