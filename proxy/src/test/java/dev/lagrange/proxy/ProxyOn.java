package dev.lagrange.proxy;

import static dev.lagrange.testbed.Sql.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.control.Vendors;
import dev.lagrange.proxy.auth.LoginMethod;
import dev.lagrange.proxy.client.Pooling;
import dev.lagrange.proxy.client.limit.ClientLimits;
import dev.lagrange.proxy.client.tls.ClientTls;
import dev.lagrange.proxy.peer.Peers;
import dev.lagrange.proxy.users.ProxyUsers;
import dev.lagrange.routing.option.ClusterUrl;
import dev.lagrange.routing.option.HostPort;
import dev.lagrange.routing.option.Options;
import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.postgresql.PGConnection;

/** A proxy before a cluster of the testbed, and what its clients do. */
public final class ProxyOn implements AutoCloseable {

  private static final HostPort ANY = new HostPort("127.0.0.1", 0);

  private final Proxy proxy;

  private ProxyOn(Proxy proxy) {
    this.proxy = proxy;
  }

  /** With more options of the URL, such as {@code consistency=weak}. */
  public static ProxyOn start(PostgresCluster cluster, String options) throws SQLException {
    return start(
        cluster, options, LoginMethod.SCRAM_SHA_256, ClientTls.none(), ProxyOptions.LOGIN_LIMIT);
  }

  /** With TLS. */
  public static ProxyOn start(PostgresCluster cluster, ClientTls tls) throws SQLException {
    return start(cluster, "", LoginMethod.SCRAM_SHA_256, tls, ProxyOptions.LOGIN_LIMIT);
  }

  /** With TLS, and another way to log in. */
  public static ProxyOn start(
      PostgresCluster cluster,
      String options,
      LoginMethod method,
      ClientTls tls,
      Duration loginLimit)
      throws SQLException {
    return start(cluster, options, ProxyOn::known, method, tls, loginLimit);
  }

  /** With session pooling or without. */
  public static ProxyOn start(PostgresCluster cluster, String options, Pooling pooling)
      throws SQLException {
    return serving(
        Map.of(PostgresCluster.DATABASE, cluster.driverUrl() + "&" + options),
        ProxyOn::known,
        pooling,
        LoginMethod.SCRAM_SHA_256,
        ClientTls.none(),
        ProxyOptions.LOGIN_LIMIT);
  }

  private static ProxyUsers known(Options options) {
    return ProxyUsers.of(
        options,
        "\"%s\" \"%s\"%n\"%s\" \"%s\"%n\"stranger\" \"strange\"%n"
            .formatted(
                PostgresCluster.APP_USER,
                PostgresCluster.APP_PASSWORD,
                PostgresCluster.SUPERUSER,
                PostgresCluster.SUPERUSER_PASSWORD));
  }

  /** Makes the users of a proxy. */
  public interface UsersMaker {
    ProxyUsers make(Options options) throws IOException;
  }

  /** With other users than those of the cluster. */
  public static ProxyOn start(
      PostgresCluster cluster,
      String options,
      UsersMaker maker,
      LoginMethod method,
      ClientTls tls,
      Duration loginLimit)
      throws SQLException {
    String url = cluster.driverUrl() + (options.isEmpty() ? "" : "&" + options);
    return serving(
        Map.of(PostgresCluster.DATABASE, url), maker, Pooling.TRANSACTION, method, tls, loginLimit);
  }

  /** With databases by the names that clients ask for, each with the driver's URL. */
  public static ProxyOn serving(Map<String, String> urls) throws SQLException {
    return serving(
        urls,
        ProxyOn::known,
        Pooling.TRANSACTION,
        LoginMethod.SCRAM_SHA_256,
        ClientTls.none(),
        ProxyOptions.LOGIN_LIMIT);
  }

  private static ProxyOn serving(
      Map<String, String> urls,
      UsersMaker maker,
      Pooling pooling,
      LoginMethod method,
      ClientTls tls,
      Duration loginLimit)
      throws SQLException {
    return new ProxyOn(
        Proxy.start(
            new ProxyOptions(ANY, databases(urls, maker, pooling), method, tls, loginLimit, 2)));
  }

  /** One of several instances, at an address of its own. */
  static ProxyOn start(PostgresCluster cluster, HostPort listen, ClientTls tls, Peers peers)
      throws SQLException {
    List<ServedDatabase> databases =
        databases(
            Map.of(PostgresCluster.DATABASE, cluster.driverUrl()),
            ProxyOn::known,
            Pooling.TRANSACTION);
    return new ProxyOn(
        Proxy.start(
            new ProxyOptions(
                listen,
                databases,
                LoginMethod.SCRAM_SHA_256,
                tls,
                ProxyOptions.LOGIN_LIMIT,
                2,
                peers,
                ClientLimits.none())));
  }

  /** With limits for clients. */
  public static ProxyOn start(
      PostgresCluster cluster, String options, Pooling pooling, ClientLimits limits)
      throws SQLException {
    return start(cluster, options, pooling, limits, ProxyOptions.LOGIN_LIMIT);
  }

  /** The same with one for their logins. */
  static ProxyOn start(
      PostgresCluster cluster,
      String options,
      Pooling pooling,
      ClientLimits limits,
      Duration loginLimit)
      throws SQLException {
    List<ServedDatabase> databases =
        databases(
            Map.of(PostgresCluster.DATABASE, cluster.driverUrl() + "&" + options),
            ProxyOn::known,
            pooling);
    return new ProxyOn(
        Proxy.start(
            new ProxyOptions(
                ANY,
                databases,
                LoginMethod.SCRAM_SHA_256,
                ClientTls.none(),
                loginLimit,
                2,
                Peers.none(),
                limits)));
  }

  private static List<ServedDatabase> databases(
      Map<String, String> urls, UsersMaker maker, Pooling pooling) throws SQLException {
    List<ServedDatabase> databases = new ArrayList<>();
    for (Map.Entry<String, String> served : urls.entrySet()) {
      ClusterUrl url = Vendors.parse(served.getValue());
      Options parsed = Vendors.onClassPath().options(url, Map.of());
      try {
        databases.add(
            new ServedDatabase(served.getKey(), url, parsed, pooling, maker.make(parsed)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return databases;
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
    return connectAs("stranger", "strange");
  }

  /** Any client, of any name. */
  public Connection connectAs(String user, String password) throws SQLException {
    String url = "jdbc:postgresql://127.0.0.1:" + port() + "/" + PostgresCluster.DATABASE;
    return DriverManager.getConnection(url + "?sslmode=disable", user, password);
  }

  /** A client: pgjdbc, with its own options, such as {@code preferQueryMode=simple}. */
  public Connection connect(String options) throws SQLException {
    return connectTo(PostgresCluster.DATABASE, options);
  }

  /** A client of another database. */
  public Connection connectTo(String database, String options) throws SQLException {
    String url = "jdbc:postgresql://127.0.0.1:" + port() + "/" + database;
    return DriverManager.getConnection(
        url + "?sslmode=disable" + (options.isEmpty() ? "" : "&" + options),
        PostgresCluster.APP_USER,
        PostgresCluster.APP_PASSWORD);
  }

  /** Sees to it that a call fails with an SQLSTATE. */
  static void assertState(String state, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            SQLException.class, refused -> assertThat(refused.getSQLState()).isEqualTo(state));
  }

  /** Waits until a client's read shows something and comes from a replica. */
  public static void awaitReadOnReplica(Connection client, String read, String shown) {
    Await.until(
        "a read on a replica",
        Await.PATIENCE,
        () -> {
          assertThat(value(client, read)).isEqualTo(shown);
          return value(client, "SHOW lagrange.route").startsWith("replica");
        });
  }

  /** Runs something that does not end, and cancels it. */
  public static void assertCancelled(Statement statement, String sql) {
    CompletableFuture<Void> running =
        CompletableFuture.runAsync(
            () ->
                assertThatThrownBy(() -> statement.execute(sql))
                    .isInstanceOfSatisfying(
                        SQLException.class,
                        ended -> assertThat(ended.getSQLState()).isEqualTo("57014")));
    Await.until(
        "the statement to be cancelled",
        Await.PATIENCE,
        () -> {
          cancelQuery(statement);
          return running.isDone();
        });
    running.join();
  }

  /** Other than a statement's own cancel, which asks once, be that before anything was sent. */
  private static void cancelQuery(Statement statement) throws SQLException {
    statement.getConnection().unwrap(PGConnection.class).cancelQuery();
  }

  @Override
  public void close() {
    proxy.close();
  }
}
