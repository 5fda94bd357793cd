package dev.lagrange.cli.proxy;

import static dev.lagrange.testbed.Sql.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.cli.Child;
import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The proxy as a service: it listens, serves, and ends at SIGTERM once its clients are done. */
final class ProxyCommandIT {

  @TempDir private Path folder;

  @Test
  void itServesUntilItIsTerminatedAndItsClientsAreDone() throws Exception {
    Path users = Files.writeString(folder.resolve("users"), "\"postgres\" \"postgres-password\"\n");
    try (PostgresCluster cluster = PostgresCluster.builder().replicas(1).start();
        Child proxy =
            Child.start(
                folder,
                "proxy",
                "--listen",
                "127.0.0.1:0",
                "--users",
                users.toString(),
                "--auth-query",
                "--auth-user",
                PostgresCluster.SUPERUSER,
                "--login-timeout",
                "2min",
                "--url",
                cluster.driverUrl())) {
      int port = ListeningPort.of(proxy);
      String url = "jdbc:postgresql://127.0.0.1:" + port + "/app?sslmode=disable";
      try (Connection listed =
          DriverManager.getConnection(
              url, PostgresCluster.SUPERUSER, PostgresCluster.SUPERUSER_PASSWORD)) {
        assertThat(value(listed, "SELECT current_user")).isEqualTo(PostgresCluster.SUPERUSER);
      }
      String monitor = PostgresCluster.MONITOR_USER; // in neither the list nor the URL's user
      try (Connection found =
          DriverManager.getConnection(url, monitor, PostgresCluster.MONITOR_PASSWORD)) {
        assertThat(value(found, "SELECT current_user")).isEqualTo(monitor);
      }
      assertRefused(url, "app", "wrong");
      Files.writeString(users, "no line of such a list\n");
      proxy.awaitOutput("what was read last stays in force"); // whoever runs it is told
      try (Connection idle = app(url);
          Connection busy = app(url)) {
        busy.setAutoCommit(false);
        assertThat(value(busy, "SELECT 1")).isEqualTo("1");
        proxy.terminate();
        Await.until("the idle client to be sent away", Await.PATIENCE, () -> isGone(idle));
        assertThat(value(busy, "SELECT 2")).isEqualTo("2");
        busy.commit();
      }
      assertThat(proxy.end()).isEqualTo(143); // as of whoever ends at SIGTERM
    }
  }

  @Test
  void oneFileHasItServeSeveralDatabases() throws Exception {
    Files.writeString(folder.resolve("users"), "\"postgres\" \"postgres-password\"\n");
    try (PostgresCluster cluster = PostgresCluster.builder().start()) {
      try (Connection superuser = cluster.primary().connectAsSuperuser();
          Statement statement = superuser.createStatement()) {
        statement.execute("CREATE ROLE clerk LOGIN PASSWORD 'of the clerk'");
        statement.execute("CREATE DATABASE reports OWNER clerk");
      }
      Path config =
          Files.writeString(
              folder.resolve("lagrange.yaml"),
              """
              listen: 127.0.0.1:0
              users: users
              databases:
                app:
                  url: %s
                monthly:
                  url: jdbc:lagrange:postgresql://%s/reports
                  options: {user: clerk, password: of the clerk}
              """
                  .formatted(cluster.driverUrl(), cluster.hosts()));
      try (Child proxy = Child.start(folder, "proxy", "--config", config.toString())) {
        String start = "jdbc:postgresql://127.0.0.1:" + ListeningPort.of(proxy) + "/";
        String app = start + "app?sslmode=disable";
        String monthly = start + "monthly?sslmode=disable";
        try (Connection one = app(app);
            Connection other = DriverManager.getConnection(monthly, "clerk", "of the clerk")) {
          assertThat(value(one, "SELECT current_database()")).isEqualTo("app");
          assertThat(value(other, "SELECT current_database()")).isEqualTo("reports");
          for (String url : List.of(app, monthly)) {
            DriverManager.getConnection(
                    url, PostgresCluster.SUPERUSER, PostgresCluster.SUPERUSER_PASSWORD)
                .close();
          }
          // each server would let them in: it is the other URL's user whom the proxy does not know
          assertRefused(monthly, PostgresCluster.APP_USER, PostgresCluster.APP_PASSWORD);
          assertRefused(app, "clerk", "of the clerk");
          proxy.terminate();
          assertThat(proxy.end()).isEqualTo(143);
          assertThat(isGone(one)).isTrue();
          assertThat(isGone(other)).isTrue();
        }
      }
    }
  }

  private static void assertRefused(String url, String user, String password) {
    assertThatThrownBy(() -> DriverManager.getConnection(url, user, password))
        .isInstanceOfSatisfying(
            SQLException.class, refused -> assertThat(refused.getSQLState()).isEqualTo("28P01"));
  }

  private static Connection app(String url) throws SQLException {
    return DriverManager.getConnection(url, PostgresCluster.APP_USER, PostgresCluster.APP_PASSWORD);
  }

  private static boolean isGone(Connection connection) {
    try {
      value(connection, "SELECT 1");
      return false;
    } catch (SQLException e) {
      return true;
    }
  }
}
