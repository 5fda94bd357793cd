package dev.lagrange.driver;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.lagrange.driver.context.SessionContext;
import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Whose writes a read sees: behind a pool that gives the write and the read different connections,
 * and between two instances of an application, while no replica replays anything.
 */
final class SessionScopesIT {

  private static final String READ = "SELECT ver FROM r WHERE id = 0";
  private static final String WRITE = "UPDATE r SET ver = ver + 1 WHERE id = 0";

  private PostgresCluster cluster;

  @BeforeEach
  void start() throws SQLException {
    cluster = RegisterSession.startCluster(2, 1);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void clusterScopeSpansPoolAndInstancesWithNothingCarried() throws Exception {
    try (HikariDataSource pool = pool("");
        OtherInstance other = new OtherInstance(LagrangeUrl.of(cluster, ""))) {
      pauseReplicas();
      assertThat(readAfterWrite(pool)).isEqualTo("2");
      assertThat(other.read("-", READ)).isEqualTo("2");
      other.write(WRITE);
      assertThat(readAfterWrite(pool)).isEqualTo("4");
    }
  }

  @Test
  void datasourceScopeSpansPoolButNotInstances() throws Exception {
    String scope = "sessionScope=datasource&maxLag=1d";
    try (HikariDataSource pool = pool(scope);
        OtherInstance other = new OtherInstance(LagrangeUrl.of(cluster, scope))) {
      other.awaitReadOnReplica(READ);
      pauseReplicas();
      assertThat(readAfterWrite(pool)).isEqualTo("2");
      assertThat(other.read("-", READ)).isEqualTo("1");
    }
  }

  @Test
  void connectionScopeSpansNothingButItsConnection() throws SQLException {
    try (HikariDataSource pool = pool("sessionScope=connection&maxLag=1d")) {
      try (Connection one = pool.getConnection();
          Connection other = pool.getConnection()) {
        LagrangeUrl.awaitReadOnReplica(other, READ);
        pauseReplicas();
        LagrangeUrl.execute(one, WRITE);
        assertThat(LagrangeUrl.value(one, READ)).isEqualTo("2");
        assertThat(LagrangeUrl.value(other, READ)).isEqualTo("1");
      }
    }
  }

  @Test
  void contextScopeSpansWhatItsTokenReaches() throws Exception {
    String scope = "sessionScope=context&maxLag=1d";
    try (HikariDataSource pool = pool(scope);
        OtherInstance other = new OtherInstance(LagrangeUrl.of(cluster, scope))) {
      other.awaitReadOnReplica(READ);
      pauseReplicas();
      String token;
      try (SessionContext session = SessionContext.open()) {
        assertThat(readAfterWrite(pool)).isEqualTo("2");
        token = session.token();
      }
      assertThat(other.read(token, READ)).isEqualTo("2");
      assertThat(other.read("-", READ)).isEqualTo("1");

      String theirs = other.write(WRITE);
      try (SessionContext session = SessionContext.open(theirs);
          Connection connection = pool.getConnection()) {
        assertThat(LagrangeUrl.value(connection, READ)).isEqualTo("3");
        assertThat(session.token()).isNotEmpty();
      }
    }
  }

  @Test
  void tokenCarriedInSqlReachesAnotherConnection() throws SQLException {
    try (HikariDataSource pool = pool("sessionScope=connection&maxLag=1d")) {
      try (Connection one = pool.getConnection();
          Connection other = pool.getConnection()) {
        LagrangeUrl.awaitReadOnReplica(other, READ);
        pauseReplicas();
        LagrangeUrl.execute(one, WRITE);
        String token = LagrangeUrl.value(one, "SHOW lagrange.token");
        assertThat(LagrangeUrl.value(other, READ)).isEqualTo("1");
        LagrangeUrl.execute(other, "SET lagrange.token = '" + token + "'");
        assertThat(LagrangeUrl.value(other, READ)).isEqualTo("2");
      }
    }
  }

  @Test
  void readsDoNotGoBackWhenTheirReplicaStops() throws SQLException, IOException {
    // However long the test takes, the replica that is behind stays good enough for weak reads.
    String options = "sessionScope=datasource&maxLag=1d";
    try (Connection reader = LagrangeUrl.connect(cluster, options);
        Connection weak = LagrangeUrl.connect(cluster, options + "&consistency=weak");
        OtherInstance other = new OtherInstance(LagrangeUrl.of(cluster, ""))) {
      LagrangeUrl.awaitReadOnReplica(reader, READ);
      PostgresNode stopping = replicaThatServed(reader);
      PostgresNode behind =
          cluster.replicas().stream().filter(node -> node != stopping).findFirst().orElseThrow();
      behind.pauseReplay();
      // Another instance writes: nothing but what it has read itself binds this session.
      other.write(WRITE);
      awaitRead(reader, "2");
      assertThat(replicaThatServed(reader)).isSameAs(stopping);
      awaitRead(weak, "2");
      stopping.stop();

      assertThat(LagrangeUrl.value(reader, READ)).isEqualTo("2");
      assertThat(LagrangeUrl.value(weak, READ)).isEqualTo("1");
    }
  }

  private PostgresNode replicaThatServed(Connection reader) throws SQLException {
    String route = LagrangeUrl.route(reader);
    return cluster.replicas().stream()
        .filter(node -> route.startsWith("replica 127.0.0.1:" + node.port()))
        .findFirst()
        .orElseThrow(() -> new AssertionError(route));
  }

  private static void awaitRead(Connection reader, String version) {
    Await.until(
        "version " + version,
        Await.PATIENCE,
        () -> LagrangeUrl.value(reader, READ).equals(version));
  }

  private void pauseReplicas() {
    cluster.replicas().forEach(PostgresNode::pauseReplay);
  }

  private HikariDataSource pool(String options) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(LagrangeUrl.of(cluster, options));
    config.setMaximumPoolSize(4);
    return new HikariDataSource(config);
  }

  /** Writes on one pooled connection and reads on another: both are held at the same time. */
  private static String readAfterWrite(HikariDataSource pool) throws SQLException {
    try (Connection writer = pool.getConnection();
        Connection reader = pool.getConnection()) {
      LagrangeUrl.execute(writer, WRITE);
      return LagrangeUrl.value(reader, READ);
    }
  }
}
