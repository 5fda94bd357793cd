package dev.lagrange.proxy.conversation;

import dev.lagrange.proxy.ProxyOn;
import dev.lagrange.proxy.client.tls.Certificates;
import dev.lagrange.proxy.client.tls.ClientTls;
import dev.lagrange.proxy.client.tls.TlsMode;
import dev.lagrange.testbed.PostgresCluster;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Over TLS the proxy answers no other than in clear. */
final class ThroughTlsIT extends ProxyContract {

  @TempDir private static Path folder;
  private static TlsTunnel tunnel;

  @BeforeAll
  static void start() throws Exception {
    X509Bundle authority = Certificates.authority();
    ClientTls tls =
        ClientTls.of(
            TlsMode.REQUIRE, Certificates.write(folder, Certificates.server(authority), null));
    cluster = PostgresCluster.builder().replicas(2).start();
    proxy = ProxyOn.start(cluster, tls);
    tunnel = TlsTunnel.to(proxy.port(), Certificates.context(authority, null));
  }

  @AfterAll
  static void stop() throws IOException {
    tunnel.close();
  }

  @Override
  protected Address underTest() {
    return tunnel.address();
  }
}
