package dev.lagrange.proxy.client.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lagrange.proxy.ProxyOn;
import dev.lagrange.proxy.ProxyOptions;
import dev.lagrange.proxy.auth.LoginMethod;
import dev.lagrange.proxy.tls.Authority;
import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.ClientProgram;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.Sql;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is let in over TLS and by which certificate, with pgjdbc and psql as clients. */
final class ClientTlsIT {

  private static final String APP = PostgresCluster.APP_USER;
  private static final String PASSWORD = PostgresCluster.APP_PASSWORD;
  private static final String INSISTS = "sslmode=verify-full&channelBinding=require";

  @TempDir private static Path folder;
  private static X509Bundle authority;
  private static X509Bundle server;
  private static Path root;
  private static PostgresCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    authority = Certificates.authority();
    server = Certificates.server(authority);
    root = Files.writeString(folder.resolve("root.crt"), authority.getCertificatePEM());
    cluster = PostgresCluster.builder().start();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static ProxyOn proxy(TlsMode mode, LoginMethod method) throws Exception {
    X509Bundle authorities = mode == TlsMode.VERIFY ? authority : null;
    ClientTls tls =
        ClientTls.of(
            mode, Certificates.write(Files.createTempDirectory(folder, "p"), server, authorities));
    return ProxyOn.start(cluster, "", method, tls, ProxyOptions.LOGIN_LIMIT);
  }

  private static Connection connect(ProxyOn proxy, String user, String password, String options)
      throws SQLException {
    String url =
        "jdbc:postgresql://127.0.0.1:%d/%s?sslrootcert=%s&%s"
            .formatted(proxy.port(), PostgresCluster.DATABASE, root, options);
    return DriverManager.getConnection(url, user, password);
  }

  private static void letsIn(ProxyOn proxy, String user, String password, String options)
      throws SQLException {
    try (Connection client = connect(proxy, user, password, options)) {
      assertThat(Sql.value(client, "SELECT current_user")).isEqualTo(user);
    }
  }

  private static void refuses(String sqlState, String words, ThrowingCallable connecting) {
    assertThatThrownBy(connecting)
        .isInstanceOfSatisfying(
            SQLException.class, refused -> assertThat(refused.getSQLState()).isEqualTo(sqlState))
        .hasMessageContaining(words);
  }

  @Test
  void row17ClientsThatInsistAreServed() throws Exception {
    try (ProxyOn proxy = proxy(TlsMode.PREFER, LoginMethod.SCRAM_SHA_256)) {
      letsIn(proxy, APP, PASSWORD, "sslmode=require");
      letsIn(proxy, APP, PASSWORD, INSISTS);
      letsIn(proxy, APP, PASSWORD, INSISTS + "&sslNegotiation=direct");
      letsIn(proxy, APP, PASSWORD, "sslmode=require&channelBinding=disable");
      refuses("28P01", "password", () -> connect(proxy, APP, "wrong", INSISTS));
      letsIn(proxy, APP, PASSWORD, "sslmode=disable");
    }
  }

  /** The negative control of the others: without TLS such a client goes. */
  @Test
  void row1WithoutACertificateThereIsNoTls() throws Exception {
    try (ProxyOn proxy = ProxyOn.start(cluster, "")) {
      letsIn(proxy, APP, PASSWORD, "sslmode=prefer");
      refuses("08004", "SSL", () -> connect(proxy, APP, PASSWORD, "sslmode=require").close());
    }
  }

  @Test
  void aClientInClearIsRefusedWhereTlsIsRequired() throws Exception {
    try (ProxyOn proxy = proxy(TlsMode.REQUIRE, LoginMethod.SCRAM_SHA_256)) {
      refuses(
          "28000",
          "no pg_hba.conf entry for host \"127.0.0.1\", user \"app\", database \"app\", no"
              + " encryption",
          () -> connect(proxy, APP, PASSWORD, "sslmode=disable"));
      letsIn(proxy, APP, PASSWORD, "sslmode=allow");
      letsIn(proxy, APP, PASSWORD, "sslmode=prefer");
    }
  }

  @Test
  void aClientRefusesAServerOfAnotherAuthority() throws Exception {
    Path other =
        Files.writeString(
            folder.resolve("other.crt"), Certificates.authority().getCertificatePEM());
    try (ProxyOn proxy = proxy(TlsMode.PREFER, LoginMethod.SCRAM_SHA_256)) {
      refuses(
          "08006",
          "SSL error",
          () -> connect(proxy, APP, PASSWORD, "sslmode=verify-ca&sslrootcert=" + other));
      letsIn(proxy, APP, PASSWORD, INSISTS);
    }
  }

  @Test
  void row19PasswordsAreTakenInClearOverTlsOnly() throws Exception {
    try (ProxyOn proxy = proxy(TlsMode.PREFER, LoginMethod.PASSWORD)) {
      letsIn(proxy, APP, PASSWORD, "sslmode=require");
      refuses("28P01", "password", () -> connect(proxy, APP, "wrong", "sslmode=require"));
      refuses("28000", "over TLS only", () -> connect(proxy, APP, PASSWORD, "sslmode=disable"));
    }
    try (ProxyOn proxy = proxy(TlsMode.PREFER, LoginMethod.MD5)) {
      letsIn(proxy, APP, PASSWORD, "sslmode=require");
      refuses("28P01", "password", () -> connect(proxy, APP, "wrong", "sslmode=require"));
    }
  }

  @Test
  void aProxyThatLetsNobodyInIsNotStarted() throws Exception {
    ClientTls tls = ClientTls.of(TlsMode.REQUIRE, Certificates.write(folder, server, authority));
    refuses("22023", "needs TLS mode 'verify', not 'require'", () -> start(LoginMethod.CERT, tls));
    refuses("22023", "needs TLS mode", () -> start(LoginMethod.PASSWORD, ClientTls.none()));
  }

  private static void start(LoginMethod method, ClientTls tls) throws SQLException {
    ProxyOn.start(cluster, "", method, tls, ProxyOptions.LOGIN_LIMIT).close();
  }

  /** Options of pgjdbc. */
  private static String showing(X509Bundle certificate) throws IOException {
    Path own = Files.createTempDirectory(folder, "client");
    Path file = Files.writeString(own.resolve("c.crt"), certificate.getCertificatePathPEM());
    Path key = Authority.write(own.resolve("c.pk8"), "");
    Files.write(key, certificate.getKeyPair().getPrivate().getEncoded());
    return INSISTS + "&sslcert=" + file + "&sslkey=" + key;
  }

  @Test
  void aCertificateIsDemandedBesideThePassword() throws Exception {
    try (ProxyOn proxy = proxy(TlsMode.VERIFY, LoginMethod.SCRAM_SHA_256)) {
      String good = showing(Certificates.client(authority, "anybody"));
      letsIn(proxy, APP, PASSWORD, good);
      letsIn(proxy, APP, PASSWORD, good + "&sslNegotiation=direct");
      refuses("28P01", "password", () -> connect(proxy, APP, "wrong", good));
      refuses(
          "28000",
          "connection requires a valid client certificate",
          () -> connect(proxy, APP, PASSWORD, INSISTS));
      refuses("28000", "no encryption", () -> connect(proxy, APP, PASSWORD, "sslmode=disable"));
    }
  }

  @Test
  void certificatesThatAreNotGoodEndTheHandshake() throws Exception {
    try (ProxyOn proxy = proxy(TlsMode.VERIFY, LoginMethod.CERT)) {
      X509Bundle stranger = Certificates.client(Certificates.authority(), APP);
      for (X509Bundle bad : List.of(stranger, Certificates.expiredClient(authority, APP), server)) {
        SSLContext context = Certificates.context(authority, bad);
        // in TLS 1.3 a client hears of it only later; pgjdbc shows no certificate of a stranger
        assertThatThrownBy(
                () -> {
                  try (SSLSocket socket = TlsConnection.asked(proxy.port(), context)) {
                    socket.getInputStream().read();
                  }
                })
            .isInstanceOf(IOException.class)
            .isNotInstanceOf(SocketTimeoutException.class);
      }
      SSLContext good = Certificates.context(authority, Certificates.client(authority, APP));
      try (SSLSocket socket = TlsConnection.asked(proxy.port(), good)) {
        assertThat(socket.getSession().isValid()).isTrue();
      }
    }
  }

  @Test
  void aCertificateLetsInTheUserThatItNames() throws Exception {
    try (ProxyOn proxy = proxy(TlsMode.VERIFY, LoginMethod.CERT)) {
      String ofApp =
          showing(Certificates.client(authority, APP)).replace(INSISTS, "sslmode=verify-full");
      letsIn(proxy, APP, "", ofApp);
      refuses(
          "28000",
          "certificate authentication failed for user \"postgres\"",
          () ->
              connect(proxy, PostgresCluster.SUPERUSER, PostgresCluster.SUPERUSER_PASSWORD, ofApp));
      refuses(
          "28000",
          "certificate authentication failed for user \"APP\"",
          () -> connect(proxy, "APP", "", ofApp));
      String unknown =
          showing(Certificates.client(authority, "nobody")).replace(INSISTS, "sslmode=verify-full");
      refuses(
          "28000", "role \"nobody\" does not exist", () -> connect(proxy, "nobody", "", unknown));
      refuses(
          "28000",
          "connection requires a valid client certificate",
          () -> connect(proxy, APP, PASSWORD, "sslmode=verify-full"));
    }
  }

  @Test
  void anotherCertificateIsTakenWhileClientsGoOn() throws Exception {
    Path files = Files.createTempDirectory(folder, "reload");
    ClientTls tls = ClientTls.of(TlsMode.PREFER, Certificates.write(files, server, null));
    SSLContext context = Certificates.context(authority, null);
    try (ProxyOn proxy = ProxyOn.start(cluster, tls);
        Connection early = connect(proxy, APP, PASSWORD, INSISTS)) {
      Authority.write(files.resolve("proxy.crt"), "no certificate");
      assertThat(tls.check()).isFalse();
      assertThat(shown(proxy, context)).isEqualTo(server.getCertificate());
      letsIn(proxy, APP, PASSWORD, INSISTS);
      X509Bundle next = Certificates.server(authority);
      Certificates.write(files, next, null);
      // nobody calls check() but the proxy's own watch
      Await.until(
          "the new certificate",
          Await.PATIENCE,
          () -> shown(proxy, context).equals(next.getCertificate()));
      // bound to the new one
      letsIn(proxy, APP, PASSWORD, INSISTS);
      assertThat(Sql.value(early, "SELECT 'goes on'")).isEqualTo("goes on");
    }
  }

  private static X509Certificate shown(ProxyOn proxy, SSLContext context) throws IOException {
    try (SSLSocket socket = TlsConnection.asked(proxy.port(), context)) {
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  @Test
  void psqlIsServedInEachOfItsWays() throws Exception {
    assumeTrue(ClientProgram.PSQL.isFound(), ClientProgram.PSQL::notFound);
    Path own = Files.createTempDirectory(folder, "psql");
    X509Bundle certificate = Certificates.client(authority, APP);
    Path file = Authority.write(own.resolve("c.crt"), certificate.getCertificatePathPEM());
    Path key = Authority.write(own.resolve("c.key"), certificate.getPrivateKeyPEM());
    String shows = " sslcert=" + file + " sslkey=" + key;
    try (ProxyOn proxy = proxy(TlsMode.VERIFY, LoginMethod.SCRAM_SHA_256)) {
      String full = "sslmode=verify-full channel_binding=require" + shows;
      assertThat(psql(proxy, full)).isEqualTo("1\n");
      assertThat(psql(proxy, full + " sslnegotiation=direct")).isEqualTo("1\n");
      assertThat(psql(proxy, full + " min_protocol_version=3.2")).isEqualTo("1\n");
      assertThat(psql(proxy, full + " ssl_max_protocol_version=TLSv1.2")).isEqualTo("1\n");
      assertThat(psql(proxy, "sslmode=disable")).contains("no pg_hba.conf entry");
      assertThat(psql(proxy, "sslmode=verify-full sslcert=none"))
          .contains("connection requires a valid client certificate");
    }
    try (ProxyOn proxy = proxy(TlsMode.VERIFY, LoginMethod.CERT)) {
      String cert = "sslmode=verify-full require_auth=none" + shows;
      assertThat(psql(proxy, cert)).isEqualTo("1\n");
      assertThat(psql(proxy, cert + " user=postgres"))
          .contains("certificate authentication failed for user \"postgres\"");
    }
  }

  private static String psql(ProxyOn proxy, String connection) throws Exception {
    Path said = Files.createTempFile(folder, "psql", ".out");
    Process psql =
        ClientProgram.PSQL
            .command(
                proxy.port(),
                "-XAtc",
                "SELECT 1",
                "host=127.0.0.1 sslrootcert=" + root + " " + connection)
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    boolean ended = psql.waitFor(45, TimeUnit.SECONDS);
    psql.destroyForcibly().waitFor();
    assertThat(ended).isTrue();
    return Files.readString(said);
  }
}
