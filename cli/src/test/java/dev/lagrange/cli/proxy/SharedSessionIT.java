package dev.lagrange.cli.proxy;

import static dev.lagrange.testbed.Sql.execute;
import static dev.lagrange.testbed.Sql.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lagrange.cli.Child;
import dev.lagrange.driver.LagrangeDataSource;
import dev.lagrange.driver.context.SessionContext;
import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import dev.lagrange.testbed.RedisServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A session goes on, by its key, between a proxy and an application with the driver. */
final class SharedSessionIT {

  private static final String READ = "SELECT v FROM t";

  @TempDir private Path folder;

  @Test
  void whatEitherWroteTheOtherReadsUnderThatKeyOnly() throws Exception {
    assumeTrue(RedisServer.isFound(), RedisServer.NOT_FOUND);
    try (RedisServer redis = RedisServer.start();
        PostgresCluster cluster = PostgresCluster.builder().replicas(1).start()) {
      try (Connection app =
          cluster.primary().connect(PostgresCluster.APP_USER, PostgresCluster.APP_PASSWORD)) {
        execute(app, "CREATE TABLE t (v text)");
        execute(app, "INSERT INTO t VALUES ('old')");
      }
      cluster.awaitReplicasCaughtUp();
      String url =
          cluster.driverUrl()
              + "&sessionScope=context&replicaWait=0ms&maxLag=1d&tokenStoreExpiry=1d"
              + "&tokenStoreTimeout=30s&tokenStore="
              + redis.url();
      try (Child proxy = Child.start(folder, "proxy", "--listen", "127.0.0.1:0", "--url", url);
          LagrangeDataSource driver = new LagrangeDataSource(url, Map.of())) {
        int port = ListeningPort.of(proxy);
        String there = "jdbc:postgresql://127.0.0.1:" + port + "/app?sslmode=disable";
        try (Connection mine = named(there, "user-42");
            Connection other = named(there, "user-43")) {
          Await.until(
              "reads on the replica",
              Await.PATIENCE,
              () -> isReadOnReplica(mine) && isReadOnReplica(other) && isReadOnReplica(driver));
          cluster.replicas().forEach(PostgresNode::pauseReplay);

          writeAs(driver, "user-42", "by the driver");
          assertThat(value(other, READ)).as("the negative control").isEqualTo("old");
          assertThat(value(mine, READ)).isEqualTo("by the driver");
          execute(mine, "UPDATE t SET v = 'by the proxy'");
          assertThat(readAs(driver, "user-44")).as("the negative control").isEqualTo("old");
          assertThat(readAs(driver, "user-42")).isEqualTo("by the proxy");
        }
      }
    }
  }

  private static Connection named(String url, String key) throws SQLException {
    Connection client =
        DriverManager.getConnection(url, PostgresCluster.APP_USER, PostgresCluster.APP_PASSWORD);
    execute(client, "SET lagrange.session = '" + key + "'");
    return client;
  }

  private static boolean isReadOnReplica(LagrangeDataSource driver) throws SQLException {
    try (Connection connection = driver.getConnection()) {
      return isReadOnReplica(connection);
    }
  }

  private static boolean isReadOnReplica(Connection connection) throws SQLException {
    return value(connection, READ).equals("old")
        && value(connection, "SHOW lagrange.route").startsWith("replica");
  }

  private static void writeAs(LagrangeDataSource driver, String key, String value)
      throws SQLException {
    try (SessionContext session = SessionContext.ofKey(key);
        Connection connection = driver.getConnection()) {
      assertThat(SessionContext.current()).isSameAs(session);
      execute(connection, "UPDATE t SET v = '" + value + "'");
    }
  }

  private static String readAs(LagrangeDataSource driver, String key) throws SQLException {
    try (SessionContext session = SessionContext.ofKey(key);
        Connection connection = driver.getConnection()) {
      assertThat(SessionContext.current()).isSameAs(session);
      return value(connection, READ);
    }
  }
}
