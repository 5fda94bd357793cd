package dev.lagrange.cli.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.cli.Child;
import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The proxy as a service that demands TLS. */
final class ProxyTlsIT {

  private static final int SSL_REQUEST = 80877103;

  @TempDir private Path folder;

  @Test
  void itServesOverTlsOnlyAndNobodyShakesHandsTwice() throws Exception {
    X509Bundle authority =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=authority")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    X509Bundle own =
        new CertificateBuilder().ecp256().subject("CN=the proxy").buildIssuedBy(authority);
    Path key = write("proxy.key", own.getPrivateKeyPEM());
    Path certificate = write("proxy.crt", own.getCertificatePEM());
    Path root = write("root.crt", authority.getCertificatePEM());
    try (PostgresCluster cluster = PostgresCluster.builder().start();
        Child proxy =
            Child.start(
                folder,
                "proxy",
                "--listen=127.0.0.1:0",
                "--tls=require",
                "--tls-cert=" + certificate,
                "--tls-key=" + key,
                "--url",
                cluster.driverUrl())) {
      int port = ListeningPort.of(proxy);
      assertThat(proxy.output()).contains("user=app sslmode=require'");
      String url = "jdbc:postgresql://127.0.0.1:" + port + "/app?sslmode=";
      connect(url + "verify-ca&channelBinding=require&sslrootcert=" + root).close();
      assertThatThrownBy(() -> connect(url + "disable").close())
          .isInstanceOfSatisfying(
              SQLException.class, refused -> assertThat(refused.getSQLState()).isEqualTo("28000"));
      try (SSLSocket socket = oldTls(port, authority)) {
        assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.2");
        assertThatThrownBy(
                () -> {
                  socket.startHandshake();
                  socket.getInputStream().read();
                })
            .isInstanceOf(IOException.class)
            .hasMessageContaining("handshake_failure");
      }
    }
  }

  private static Connection connect(String url) throws SQLException {
    return DriverManager.getConnection(url, PostgresCluster.APP_USER, PostgresCluster.APP_PASSWORD);
  }

  private static SSLSocket oldTls(int port, X509Bundle trusted) throws Exception {
    SSLContext context = SSLContext.getInstance("TLSv1.2");
    context.init(null, trusted.toTrustManagerFactory().getTrustManagers(), null);
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout((int) Await.PATIENCE.toMillis());
    socket.getOutputStream().write(ByteBuffer.allocate(8).putInt(8).putInt(SSL_REQUEST).array());
    assertThat(socket.getInputStream().read()).isEqualTo('S');
    SSLSocket secure =
        (SSLSocket) context.getSocketFactory().createSocket(socket, "127.0.0.1", port, true);
    secure.startHandshake();
    return secure;
  }

  private Path write(String name, String pem) throws IOException {
    Path file = Files.writeString(folder.resolve(name), pem);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }
}
