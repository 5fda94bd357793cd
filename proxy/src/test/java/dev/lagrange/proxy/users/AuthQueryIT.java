package dev.lagrange.proxy.users;

import static dev.lagrange.testbed.Sql.execute;
import static dev.lagrange.testbed.Sql.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.lagrange.proxy.ProxyOn;
import dev.lagrange.proxy.ProxyOptions;
import dev.lagrange.proxy.auth.LoginMethod;
import dev.lagrange.proxy.client.tls.Certificates;
import dev.lagrange.proxy.client.tls.ClientTls;
import dev.lagrange.proxy.client.tls.TlsMode;
import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Users whom the proxy's list does not name, and the cluster does or does not. */
@Timeout(300)
final class AuthQueryIT {

  private static final String WRONG = "28P01";
  private static final String WAITING =
      "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'advisory'";
  private static final String ADMIN = PostgresCluster.SUPERUSER;

  @TempDir private static Path folder;
  private static PostgresCluster cluster;
  private static Path list;

  @BeforeAll
  static void start() throws Exception {
    cluster = PostgresCluster.builder().replicas(1).start();
    list =
        Files.writeString(
            folder.resolve("users"),
            "\"%s\" \"%s\"%n\"stranger\" \"strange\"%n"
                .formatted(ADMIN, PostgresCluster.SUPERUSER_PASSWORD));
    sql("CREATE TABLE logins (name text PRIMARY KEY, secret text)");
    sql("CREATE ROLE ann LOGIN PASSWORD 'one'");
    sql(
        "CREATE FUNCTION slow(text, OUT text, OUT text) LANGUAGE plpgsql AS $$ BEGIN"
            + " PERFORM pg_advisory_xact_lock_shared(7);"
            + " SELECT $1, 'one' INTO $2, $3; END $$");
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static void sql(String statement) throws SQLException {
    try (Connection admin = cluster.primary().connectAsSuperuser()) {
      execute(admin, statement);
    }
  }

  private static ProxyOn proxy(@Nullable AuthQuery query, LoginMethod method, ClientTls tls)
      throws SQLException {
    return proxy(query, method, tls, ProxyOptions.LOGIN_LIMIT);
  }

  private static ProxyOn proxy(
      @Nullable AuthQuery query, LoginMethod method, ClientTls tls, Duration loginLimit)
      throws SQLException {
    return ProxyOn.start(
        cluster,
        "maxPoolSize=40",
        options -> ProxyUsers.read(options, list, query),
        method,
        tls,
        loginLimit);
  }

  private static ProxyOn proxy(String query) throws SQLException {
    return proxy(
        new AuthQuery(query, ADMIN, AuthQuery.LIMIT), LoginMethod.SCRAM_SHA_256, ClientTls.none());
  }

  private static void letsIn(ProxyOn proxy, String user, String password) throws SQLException {
    try (Connection client = proxy.connectAs(user, password)) {
      assertThat(value(client, "SELECT current_user")).isEqualTo(user);
    }
  }

  private static void refuses(ProxyOn proxy, String user, String password, String sqlState) {
    assertThatThrownBy(() -> proxy.connectAs(user, password).close())
        .as("%s with %s", user, password)
        .isInstanceOfSatisfying(
            SQLException.class, refused -> assertThat(refused.getSQLState()).isEqualTo(sqlState));
  }

  private static List<ILoggingEvent> toldWhile(Runnable doing) {
    Logger logger = (Logger) LoggerFactory.getLogger(RoleLookup.class);
    ListAppender<ILoggingEvent> told = new ListAppender<>();
    told.start();
    logger.setLevel(Level.WARN);
    logger.addAppender(told);
    try {
      doing.run();
    } finally {
      logger.detachAppender(told);
      logger.setLevel(null);
    }
    return told.list;
  }

  @Test
  void aRoleOfTheClusterIsLetInByItsPasswordAlone() throws Exception {
    try (ProxyOn proxy = proxy(AuthQuery.USUAL)) {
      letsIn(proxy, "ann", "one");
      refuses(proxy, "ann", "two", WRONG);
      refuses(proxy, "nobody", "one", WRONG);
      // those of the list stay what they are
      letsIn(proxy, PostgresCluster.APP_USER, PostgresCluster.APP_PASSWORD);
      letsIn(proxy, ADMIN, PostgresCluster.SUPERUSER_PASSWORD);
    }
    try (ProxyOn without = proxy(null, LoginMethod.SCRAM_SHA_256, ClientTls.none())) {
      refuses(without, "ann", "one", WRONG);
    }
  }

  @Test
  void whoIsUnknownIsToldTheSameAsWhoIsWrong() throws Exception {
    try (ProxyOn proxy = proxy(AuthQuery.USUAL)) {
      assertThatThrownBy(() -> proxy.connectAs("ann", "two"))
          .hasMessageContaining("password authentication failed for user \"ann\"");
      assertThatThrownBy(() -> proxy.connectAs("nobody", "two"))
          .hasMessageContaining("password authentication failed for user \"nobody\"");
    }
  }

  @Test
  void aChangedPasswordCountsAtOnceAndTheOldOneNoMore() throws Exception {
    sql("CREATE ROLE changing LOGIN PASSWORD 'p0'");
    try (ProxyOn proxy = proxy(AuthQuery.USUAL)) {
      letsIn(proxy, "changing", "p0");
      for (int i = 1; i <= 5; i++) {
        sql("ALTER ROLE changing PASSWORD 'p" + i + "'");
        letsIn(proxy, "changing", "p" + i);
        refuses(proxy, "changing", "p" + (i - 1), WRONG);
      }
    }
  }

  @Test
  void aReplicaThatLagsLetsNobodyInWithAnOldPassword() throws Exception {
    sql("CREATE ROLE revoked LOGIN PASSWORD 'old'");
    cluster.awaitReplicasCaughtUp();
    PostgresNode replica = cluster.replicas().get(0);
    replica.pauseReplay();
    try (ProxyOn proxy = proxy(AuthQuery.USUAL)) {
      sql("ALTER ROLE revoked PASSWORD 'new'");
      refuses(proxy, "revoked", "old", WRONG);
      try (Connection client = proxy.connectAs("revoked", "new")) {
        // the replica, which knows the old verifier, is no place for it yet
        execute(client, "SET lagrange.consistency = 'weak'");
        for (int i = 0; i < 5; i++) {
          assertThat(value(client, "SELECT current_user")).isEqualTo("revoked");
        }
      }
      // whoever asked the replica would be let in
      replica.connect("revoked", "old").close();
    } finally {
      replica.resumeReplay();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DROP ROLE leaving",
        "ALTER ROLE leaving NOLOGIN",
        "ALTER ROLE leaving PASSWORD NULL",
        "ALTER ROLE leaving VALID UNTIL '2020-01-01'"
      })
  void whoMayNotLogInAnyMoreIsRefusedAtOnce(String change) throws Exception {
    sql("DROP ROLE IF EXISTS leaving");
    sql("CREATE ROLE leaving LOGIN PASSWORD 'here'");
    try (ProxyOn proxy = proxy(AuthQuery.USUAL)) {
      letsIn(proxy, "leaving", "here");
      sql(change);
      refuses(proxy, "leaving", "here", WRONG);
    }
  }

  @Test
  void md5HashesAreEnoughForMd5() throws Exception {
    try (Connection admin = cluster.primary().connectAsSuperuser()) {
      execute(admin, "SET password_encryption = 'md5'");
      execute(admin, "CREATE ROLE old LOGIN PASSWORD 'secret'");
    }
    Path rules = cluster.primary().dataDirectory().resolve("pg_hba.conf");
    Files.writeString(rules, "host all old 127.0.0.1/32 md5\n" + Files.readString(rules));
    sql("SELECT pg_reload_conf()");
    AuthQuery query = new AuthQuery(AuthQuery.USUAL, ADMIN, AuthQuery.LIMIT);
    try (ProxyOn proxy = proxy(query, LoginMethod.MD5, ClientTls.none())) {
      try (Connection client = proxy.connectAs("old", "secret")) {
        execute(client, "BEGIN"); // the replica has rules of its own
        assertThat(value(client, "SELECT current_user")).isEqualTo("old");
      }
      refuses(proxy, "old", "wrong", WRONG);
      letsIn(proxy, "ann", "one");
    }
    try (ProxyOn proxy = proxy(query, LoginMethod.SCRAM_SHA_256, ClientTls.none())) {
      refuses(proxy, "old", "secret", WRONG);
    }
  }

  @Test
  void passwordsInClearAreTakenFromATableAndOverTls() throws Exception {
    sql("INSERT INTO logins VALUES ('ann', 'one'), ('stranger2', '')");
    try (ProxyOn proxy = proxy("SELECT name, secret FROM logins WHERE name = $1")) {
      letsIn(proxy, "ann", "one");
      refuses(proxy, "ann", "two", WRONG);
      refuses(proxy, "stranger2", "", "08004"); // pgjdbc itself sends no empty password
    }
    X509Bundle authority = Certificates.authority();
    ClientTls tls =
        ClientTls.of(
            TlsMode.REQUIRE, Certificates.write(folder, Certificates.server(authority), null));
    AuthQuery query = new AuthQuery(AuthQuery.USUAL, ADMIN, AuthQuery.LIMIT);
    try (ProxyOn proxy = proxy(query, LoginMethod.PASSWORD, tls)) {
      String url =
          "jdbc:postgresql://127.0.0.1:%d/%s?sslmode=require"
              .formatted(proxy.port(), PostgresCluster.DATABASE);
      try (Connection client = DriverManager.getConnection(url, "ann", "one")) {
        assertThat(value(client, "SELECT current_user")).isEqualTo("ann");
      }
      assertThatThrownBy(() -> DriverManager.getConnection(url, "ann", "two").close())
          .hasMessageContaining("password authentication failed");
    }
  }

  /** What is wrong with the query, or with who runs it, is told to the operator alone. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT rolname, rolpassword FROM pg_authid WHERE rolname = $1 | monitor | permission denied"
            + " | SECURITY DEFINER",
        "SELECT rolname rolpassword FROM WHERE $1 | postgres | syntax error | correct the query",
        "SELECT name, secret FROM nowhere WHERE name = $1 | postgres | does not exist | correct the"
            + " query",
        "SELECT name, secret, 1 FROM logins WHERE name = $1 | postgres | 3 columns, not two | in this"
            + " order",
        "SELECT name FROM logins WHERE name = $1 | postgres | 1 columns, not two | in this order",
        "DELETE FROM logins WHERE name = $1 AND false | postgres | 0 columns, not two | in this order",
        "SELECT $1::text, pg_sleep(60)::text | postgres | statement timeout | quick"
      })
  void aQueryThatFailsIsToldOnceWithARemedy(String sql, String user, String problem, String remedy)
      throws Exception {
    boolean ownUser = user.equals(ADMIN);
    Duration limit = sql.contains("sleep") ? Duration.ofMillis(200) : AuthQuery.LIMIT;
    AuthQuery query = new AuthQuery(sql, ownUser ? ADMIN : null, limit);
    try (ProxyOn proxy = proxy(query, LoginMethod.SCRAM_SHA_256, ClientTls.none())) {
      List<ILoggingEvent> told =
          toldWhile(
              () -> {
                refuses(proxy, "ann", "one", "08006");
                refuses(proxy, "nobody", "one", "08006");
              });
      assertThat(told).hasSize(1);
      assertThat(told.get(0).getFormattedMessage())
          .contains(problem, remedy, ownUser ? ADMIN : "the monitor's user");
      // those of the list are not concerned
      letsIn(proxy, PostgresCluster.APP_USER, PostgresCluster.APP_PASSWORD);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT $1::text, 'one' UNION ALL SELECT $1, 'one'",
        "SELECT 'postgres'::text, 'one' WHERE $1 <> ''",
        "SELECT upper($1::text), 'one'",
        "SELECT $1::text, NULL",
        "SELECT $1::text, 'SCRAM-SHA-256$1:x$y:z'"
      })
  void anAnswerThatFitsNobodyLetsNobodyIn(String sql) throws Exception {
    try (ProxyOn proxy = proxy(sql)) {
      refuses(proxy, "ann", "one", WRONG);
    }
    // the negative control
    try (ProxyOn proxy = proxy("SELECT $1::text, 'one'")) {
      letsIn(proxy, "ann", "one");
    }
  }

  @Test
  void noNameIsTakenForAPartOfTheQuery() throws Exception {
    sql("CREATE TABLE IF NOT EXISTS victim ()");
    List<String> names =
        List.of(
            "x' OR true --",
            "'; DROP TABLE victim; --",
            "\\'; DROP TABLE victim; --",
            "\\",
            "'",
            "''",
            "$1",
            "?",
            "{d '1'}",
            "a\"b",
            "a\nb",
            "Zoë 日本",
            "n".repeat(63));
    try (ProxyOn proxy = proxy(AuthQuery.USUAL)) {
      for (String name : names) {
        refuses(proxy, name, "one", WRONG);
        sql("CREATE ROLE \"" + name.replace("\"", "\"\"") + "\" LOGIN PASSWORD 'one'");
        letsIn(proxy, name, "one");
        refuses(proxy, name, "two", WRONG);
      }
      // a server would cut it down to the one before, and so would the query
      refuses(proxy, "n".repeat(64), "one", WRONG);
      refuses(proxy, "é".repeat(32), "one", WRONG);
      sql("SELECT FROM victim");
    }
  }

  @Test
  void aLoginThatWaitsLongerThanItMayIsEnded() throws Exception {
    AuthQuery query = new AuthQuery("SELECT * FROM slow($1)", ADMIN, Duration.ofMinutes(2));
    try (Connection lock = cluster.primary().connectAsSuperuser();
        ProxyOn proxy =
            proxy(query, LoginMethod.SCRAM_SHA_256, ClientTls.none(), Duration.ofMillis(200))) {
      execute(lock, "SELECT pg_advisory_lock(7)");
      for (int i = 0; i < 6; i++) {
        refuses(proxy, "ann", "one", "08001"); // pgjdbc's word for a connection that is closed
      }
    }
  }

  /** While a lock keeps every lookup waiting, two hundred logins wait, and nobody else does. */
  @Test
  void loginsThatWaitForTheQueryHoldUpNobody() throws Exception {
    for (int i = 0; i < 20; i++) {
      sql("CREATE ROLE user" + i + " LOGIN PASSWORD 'one'");
    }
    AuthQuery query = new AuthQuery("SELECT * FROM slow($1)", ADMIN, Duration.ofMinutes(2));
    ExecutorService clients = Executors.newFixedThreadPool(200);
    try (Connection lock = cluster.primary().connectAsSuperuser();
        ProxyOn proxy = proxy(query, LoginMethod.SCRAM_SHA_256, ClientTls.none());
        Connection before =
            proxy.connectAs(PostgresCluster.APP_USER, PostgresCluster.APP_PASSWORD)) {
      execute(lock, "SELECT pg_advisory_lock(7)");
      List<CompletableFuture<Void>> logins = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        String user = "user" + i % 20;
        logins.add(
            CompletableFuture.runAsync(
                () -> {
                  try {
                    letsIn(proxy, user, "one");
                  } catch (SQLException e) {
                    throw new IllegalStateException(user, e);
                  }
                },
                clients));
      }
      Await.until(
          "the lookups to wait",
          Await.PATIENCE,
          () -> value(lock, WAITING).equals("4") && logins.stream().noneMatch(f -> f.isDone()));
      for (int i = 0; i < 20; i++) {
        assertThat(value(before, "SELECT 1")).isEqualTo("1");
        letsIn(proxy, PostgresCluster.APP_USER, PostgresCluster.APP_PASSWORD);
      }
      assertThat(logins).noneMatch(CompletableFuture::isDone);
      assertThat(value(lock, WAITING)).isEqualTo("4");
      execute(lock, "SELECT pg_advisory_unlock(7)");
      CompletableFuture.allOf(logins.toArray(CompletableFuture[]::new)).join();
    } finally {
      clients.shutdownNow();
    }
  }

  @Test
  void loginsWaitForANewPrimaryAndAskIt() throws Exception {
    try (PostgresCluster failing = PostgresCluster.builder().replicas(1).start()) {
      try (Connection admin = failing.primary().connectAsSuperuser()) {
        execute(admin, "CREATE ROLE ann LOGIN PASSWORD 'one'");
      }
      failing.awaitReplicasCaughtUp();
      AuthQuery query = new AuthQuery(AuthQuery.USUAL, ADMIN, AuthQuery.LIMIT);
      try (ProxyOn proxy =
          ProxyOn.start(
              failing,
              "failoverTimeout=2min",
              options -> ProxyUsers.read(options, list, query),
              LoginMethod.SCRAM_SHA_256,
              ClientTls.none(),
              Duration.ofMinutes(4))) {
        letsIn(proxy, "ann", "one");
        failing.primary().kill();
        CompletableFuture<Void> login =
            CompletableFuture.runAsync(
                () -> {
                  try {
                    letsIn(proxy, "ann", "one");
                  } catch (SQLException e) {
                    throw new IllegalStateException(e);
                  }
                });
        PostgresNode promoted = failing.failOver();
        login.join();
        try (Connection admin = promoted.connectAsSuperuser()) {
          execute(admin, "ALTER ROLE ann PASSWORD 'two'");
        }
        letsIn(proxy, "ann", "two");
        refuses(proxy, "ann", "one", WRONG);
      }
    }
  }
}
