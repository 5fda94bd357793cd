package dev.lagrange.cli.demo;

import dev.lagrange.control.Vendors;
import dev.lagrange.proxy.Proxy;
import dev.lagrange.proxy.ProxyOptions;
import dev.lagrange.proxy.ServedDatabase;
import dev.lagrange.proxy.auth.LoginMethod;
import dev.lagrange.proxy.client.tls.ClientTls;
import dev.lagrange.routing.option.ClusterUrl;
import dev.lagrange.routing.option.HostPort;
import dev.lagrange.routing.option.Options;
import dev.lagrange.testbed.PostgresCluster;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** The proxy of the demo's cluster, on a port that is free. */
final class DemoProxy {

  private DemoProxy() {}

  static Proxy start(PostgresCluster cluster) throws SQLException {
    ClusterUrl url = Vendors.parse(Address.jdbc(cluster));
    Options options = Vendors.onClassPath().options(url, Map.of());
    HostPort any = new HostPort(cluster.primary().host(), 0);
    return Proxy.start(
        new ProxyOptions(
            any,
            List.of(ServedDatabase.of(url, options, "")),
            LoginMethod.SCRAM_SHA_256,
            ClientTls.none(),
            ProxyOptions.LOGIN_LIMIT,
            2));
  }
}
