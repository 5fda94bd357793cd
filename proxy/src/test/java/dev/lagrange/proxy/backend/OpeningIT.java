package dev.lagrange.proxy.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.proxy.backend.tls.TlsNodes;
import dev.lagrange.proxy.tls.Authority;
import dev.lagrange.routing.option.HostPort;
import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Each {@code sslmode} at servers with TLS and without, as the server sees it, and pgjdbc with the
 * same properties beside it.
 */
@Timeout(300)
final class OpeningIT {

  private static final String PASSWORD = PostgresCluster.APP_PASSWORD;

  @TempDir static Path folder;
  private static PostgresCluster cluster;
  private static PostgresNode withTls;
  private static PostgresNode without;
  private static Openings openings;

  @BeforeAll
  static void start() throws Exception {
    cluster = PostgresCluster.builder().replicas(1).start();
    withTls = cluster.primary();
    without = cluster.replicas().get(0);
    openings = new Openings();
    Authority authority = Authority.named("authority");
    authority.writeRoot(folder.resolve("root.crt"));
    Authority other = Authority.named("other");
    other.writeRoot(folder.resolve("other.crt"));
    client(authority, "by_cert");
    client(authority, "somebody");
    try (Connection connection = withTls.connectAsSuperuser();
        Statement statement = connection.createStatement()) {
      for (String user : List.of("only_tls", "only_clear", "by_cert", "by_password")) {
        statement.execute("CREATE ROLE " + user + " LOGIN PASSWORD '" + PASSWORD + "'");
      }
    }
    cluster.awaitReplicasCaughtUp();
    List<String> rules = new ArrayList<>();
    rules.add("hostssl all only_tls 127.0.0.1/32 scram-sha-256");
    rules.add("hostnossl all only_clear 127.0.0.1/32 scram-sha-256");
    rules.add("hostssl all by_cert 127.0.0.1/32 cert");
    rules.add("host all only_tls,only_clear,by_cert 127.0.0.1/32 reject");
    rules.add("host all by_password 127.0.0.1/32 password");
    rules.addAll(TlsNodes.usual());
    TlsNodes.rules(withTls, rules);
    TlsNodes.rules(without, rules);
    TlsNodes.turnOn(withTls, authority.server(), authority);
  }

  private static void client(Authority authority, String name) throws Exception {
    X509Bundle bundle = authority.issue(name, builder -> builder);
    Authority.writeCertificate(bundle, folder.resolve(name + ".crt"));
    Authority.writeBareKey(bundle, folder.resolve(name + ".pk8"));
  }

  @AfterAll
  static void stop() {
    openings.close();
    cluster.close();
  }

  /** What is said is {@code tls}, {@code clear}, or the SQLSTATE of the failure. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sslmode=disable | app | clear",
        "sslmode=allow | app | clear",
        "'' | app | tls",
        "sslmode=prefer | app | tls",
        "sslmode=require | app | tls",
        "sslmode=verify-ca&sslrootcert=root.crt | app | tls",
        "sslmode=verify-full&sslrootcert=root.crt | app | tls",
        "ssl=true&sslrootcert=root.crt | app | tls",
        "sslmode=require&sslNegotiation=direct | app | tls",
        "sslmode=verify-ca&sslrootcert=other.crt | app | 08006",
        "sslmode=require&sslrootcert=other.crt | app | tls",
        "sslmode=disable | only_tls | 28000",
        "sslmode=allow | only_tls | tls",
        "sslmode=prefer | only_tls | tls",
        "sslmode=prefer | only_clear | clear",
        "sslmode=allow | only_clear | clear",
        "sslmode=require | only_clear | 28000",
        "sslmode=require&sslcert=by_cert.crt&sslkey=by_cert.pk8 | by_cert | tls",
        "sslmode=require&sslcert=somebody.crt&sslkey=somebody.pk8 | by_cert | 28000",
        "sslmode=require&sslcert=&sslkey= | by_cert | 28000",
        "sslmode=require | by_password | tls",
        "sslmode=require&channelBinding=require | app | tls",
        "sslmode=require&channelBinding=disable | app | tls",
      })
  void whatTheServerSeesIsWhatWasAskedFor(String properties, String user, String seen)
      throws Exception {
    String named = named(properties);
    assertThat(ours(named, new HostPort("127.0.0.1", withTls.port()), user)).isEqualTo(seen);
    assertThat(pgjdbc(named, "127.0.0.1:" + withTls.port(), user)).isEqualTo(seen);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sslmode=disable | clear | clear",
        "sslmode=allow | clear | clear",
        "sslmode=prefer | clear | clear",
        "sslmode=require | 08001 | 08004",
        "sslmode=verify-ca&sslrootcert=root.crt | 08001 | 08004",
        "sslmode=verify-full&sslrootcert=root.crt | 08001 | 08004",
        "sslmode=prefer&channelBinding=require | 28000 | 08004",
      })
  void aServerWithoutTlsIsUsedOnlyWhereThatIsPermitted(
      String properties, String seen, String byPgjdbc) throws Exception {
    String named = named(properties);
    assertThat(ours(named, new HostPort("127.0.0.1", without.port()), "app")).isEqualTo(seen);
    assertThat(pgjdbc(named, "127.0.0.1:" + without.port(), "app")).isEqualTo(byPgjdbc);
  }

  @ParameterizedTest
  @CsvSource({"verify-full, 08006", "verify-ca, tls"})
  void anotherNameThanThatOfTheCertificateIsRefused(String mode, String seen) throws Exception {
    String named = named("sslrootcert=root.crt&sslmode=" + mode);
    assertThat(ours(named, new HostPort("localhost", withTls.port()), "app")).isEqualTo(seen);
    assertThat(pgjdbc(named, "localhost:" + withTls.port(), "app")).isEqualTo(seen);
  }

  @Test
  @DisplayName("19: a password as it is goes to no server without TLS")
  void aPasswordAsItIsGoesOverTlsOnly() throws Exception {
    HostPort server = new HostPort("127.0.0.1", withTls.port());
    assertThat(ours("sslmode=disable", server, "by_password")).isEqualTo("28000");
    assertThat(ours("sslmode=prefer", server, "by_password")).isEqualTo("tls");
  }

  /** Files are named as they are in the folder of the test. */
  private static String named(String properties) {
    return properties.replaceAll("(ssl(?:rootcert|cert|key))=([^&])", "$1=" + folder + "/$2");
  }

  private static String ours(String properties, HostPort server, String user) throws Exception {
    try {
      Connector connector = Openings.connector(properties, Await.PATIENCE);
      Backend backend = openings.open(connector, server, user);
      PostgresNode node = server.port() == withTls.port() ? withTls : without;
      String seen =
          TlsNodes.value(node, "SELECT ssl FROM pg_stat_ssl WHERE pid = " + backend.key().pid());
      backend.close();
      return seen.equals("t") ? "tls" : "clear";
    } catch (BackendException e) {
      return e.sqlState();
    }
  }

  private static String pgjdbc(String properties, String address, String user) {
    String url = "jdbc:postgresql://" + address + "/" + PostgresCluster.DATABASE + "?" + properties;
    try (Connection connection = DriverManager.getConnection(url, user, PASSWORD);
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")) {
      row.next();
      return row.getBoolean(1) ? "tls" : "clear";
    } catch (SQLException e) {
      return e.getSQLState();
    }
  }
}
