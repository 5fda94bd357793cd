package dev.lagrange.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import java.io.IOException;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each mistake gets one error that names the value, the rule and the remedy. */
final class BadInputIT {

  private static final String SECRET = "hunter2-do-not-show";

  private static PostgresCluster cluster;

  @BeforeAll
  static void start() {
    cluster = PostgresCluster.builder().replicas(1).start();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void unknownOptionSuggestsTheNearest() {
    assertThat(refusal("replicaWiat=5ms", "22023"))
        .contains("replicaWiat", "did you mean 'replicaWait'");
  }

  @Test
  void durationWithoutUnitNamesTheTwoSpellings() {
    assertThat(refusal("replicaWait=5", "22023"))
        .contains("replicaWait", "'5'", "no unit", "'5ms'");
  }

  @Test
  void unknownLevelInTheUrl() {
    assertThat(refusal("consistency=eventul", "22023"))
        .contains("consistency", "eventul", "eventual");
  }

  @Test
  void severalProblemsAtOnce() {
    assertThat(refusal("replicaWait=5&consistency=strongish&nonsense=1", "22023"))
        .contains("3 problems", "replicaWait", "strongish", "nonsense");
  }

  @Test
  void urlWithoutHost() {
    SQLException refused = connecting("jdbc:lagrange:postgresql:///app?password=" + SECRET);
    assertThat(refused.getSQLState()).isEqualTo("22023");
    assertThat(refused.getMessage()).contains("no host", "jdbc:lagrange:postgresql://");
  }

  @Test
  void unknownVendor() {
    SQLException refused =
        connecting("jdbc:lagrange:postgres://127.0.0.1:5432/app?password=" + SECRET);
    assertThat(refused.getSQLState()).isEqualTo("22023");
    assertThat(refused.getMessage()).contains("'postgres'", "did you mean 'postgresql'");
  }

  @Test
  void hostsWithoutThePrimary() {
    PostgresNode replica = cluster.replicas().get(0);
    SQLException refused = connecting(url(replica.host() + ":" + replica.port(), "app", "", null));
    assertThat(refused.getSQLState()).isEqualTo("08001");
    assertThat(refused.getMessage())
        .contains(":" + replica.port(), "primary", "add the primary's address");
  }

  @Test
  void hostOfAnotherCluster() {
    try (PostgresCluster foreign = PostgresCluster.builder().ownIdentity().start()) {
      for (String hosts :
          List.of(
              cluster.hosts() + "," + foreign.hosts(), foreign.hosts() + "," + cluster.hosts())) {
        SQLException refused = connecting(url(hosts, "app", "", null));
        assertThat(refused.getSQLState()).isEqualTo("22023");
        assertThat(refused.getMessage())
            .contains("several clusters", ":" + foreign.primary().port(), "one cluster only");
      }
    }
  }

  @Test
  void wrongPassword() {
    SQLException refused = connecting(url(cluster.hosts(), "app", "", SECRET));
    assertThat(refused.getSQLState()).isEqualTo("28P01");
    assertThat(refused.getMessage()).contains("app", "correct 'user' and 'password'");
  }

  @Test
  void wrongPasswordOfTheApplicationButNotOfTheMonitor() throws SQLException {
    String monitor =
        "monitorUser="
            + PostgresCluster.MONITOR_USER
            + "&monitorPassword="
            + PostgresCluster.MONITOR_PASSWORD;
    try (Connection connection =
        DriverManager.getConnection(url(cluster.hosts(), "app", monitor, SECRET))) {
      for (String sql : List.of("SELECT 1", "CREATE TABLE never (id int)")) {
        SQLException refused = executing(connection, sql);
        assertThat(refused.getSQLState()).isEqualTo("28P01");
        assertThat(refused.getMessage()).contains("127.0.0.1:", "correct 'user' and 'password'");
      }
    }
  }

  @Test
  void unknownDatabase() {
    SQLException refused = connecting(url(cluster.hosts(), "nowhere", "", null));
    assertThat(refused.getSQLState()).isEqualTo("3D000");
    assertThat(refused.getMessage()).contains("nowhere", "correct the name of the database");
  }

  @Test
  void nothingListens() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    SQLException refused = connecting(url("127.0.0.1:" + port, "app", "", null));
    assertThat(refused.getSQLState()).isEqualTo("08001");
    assertThat(refused.getMessage()).contains("127.0.0.1:" + port, "check the addresses");
  }

  @Test
  void unknownLevelsAndSettingsOnceConnected() throws SQLException {
    try (Connection connection = LagrangeUrl.connect(cluster, "")) {
      assertThat(refusal(connection, "SET lagrange.consistency = 'eventul'"))
          .contains("lagrange.consistency", "eventul");
      assertThat(refusal(connection, "/*+ consistency(strongish) */ SELECT 1"))
          .contains("strongish", "hint");
      assertThat(refusal(connection, "SET lagrange.consistensy = 'weak'"))
          .contains("lagrange.consistensy", "did you mean 'consistency'");
      assertThat(refusal(connection, "SHOW lagrange.rout")).contains("did you mean 'route'");
      assertThat(executing(connection, "SET lagrange.token = 'nonsense'").getSQLState())
          .isEqualTo("LG003");
      assertThat(LagrangeUrl.value(connection, "SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void attemptsThatFailLeaveNoThreadBehind() {
    for (int i = 0; i < 3; i++) {
      connecting(url(cluster.hosts(), "nowhere", "", null));
    }
    Await.until(
        "threads to end: " + threadsOf("lagrange-", "nowhere"),
        Await.PATIENCE,
        () -> threadsOf("lagrange-").isEmpty());
  }

  static List<String> threadsOf(String... parts) {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> Stream.of(parts).anyMatch(name::contains))
        .toList();
  }

  private static String refusal(String options, String state) {
    SQLException refused = connecting(url(cluster.hosts(), "app", options, SECRET));
    assertThat(refused.getSQLState()).isEqualTo(state);
    return refused.getMessage();
  }

  private static String refusal(Connection connection, String sql) {
    SQLException refused = executing(connection, sql);
    assertThat(refused.getSQLState()).isEqualTo("22023");
    return refused.getMessage();
  }

  private static String url(String hosts, String database, String options, String password) {
    return LagrangeUrl.patient(
        "jdbc:lagrange:postgresql://"
            + hosts
            + "/"
            + database
            + "?user="
            + PostgresCluster.APP_USER
            + "&password="
            + (password == null ? PostgresCluster.APP_PASSWORD : password)
            + (options.isEmpty() ? "" : "&" + options));
  }

  private static SQLException connecting(String url) {
    return safe(
        catchThrowableOfType(SQLException.class, () -> DriverManager.getConnection(url).close()));
  }

  private static SQLException executing(Connection connection, String sql) {
    return safe(
        catchThrowableOfType(SQLException.class, () -> LagrangeUrl.execute(connection, sql)));
  }

  /** No error shows a password, nor does its cause. */
  private static SQLException safe(SQLException refused) {
    assertThat((Throwable) refused).isNotNull();
    for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
      assertThat(String.valueOf(cause))
          .doesNotContain(SECRET, PostgresCluster.APP_PASSWORD, PostgresCluster.MONITOR_PASSWORD);
    }
    return refused;
  }
}
