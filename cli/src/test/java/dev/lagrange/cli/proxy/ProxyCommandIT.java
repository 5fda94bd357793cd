package dev.lagrange.cli.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.cli.Child;
import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The proxy as a service: it listens, serves, and ends at SIGTERM once its clients are done. */
final class ProxyCommandIT {

  private static final Pattern PORT = Pattern.compile("port=(\\d+) dbname=app user=app'");

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
                "--url",
                cluster.driverUrl())) {
      proxy.awaitOutput("user=app'");
      Matcher port = PORT.matcher(proxy.output());
      assertThat(port.find()).as(proxy.output()).isTrue();
      String url = "jdbc:postgresql://127.0.0.1:" + port.group(1) + "/app?sslmode=disable";
      try (Connection listed =
          DriverManager.getConnection(
              url, PostgresCluster.SUPERUSER, PostgresCluster.SUPERUSER_PASSWORD)) {
        assertThat(value(listed, "SELECT current_user")).isEqualTo(PostgresCluster.SUPERUSER);
      }
      assertThatThrownBy(() -> DriverManager.getConnection(url, "app", "wrong"))
          .isInstanceOfSatisfying(
              SQLException.class, refused -> assertThat(refused.getSQLState()).isEqualTo("28P01"));
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

  private static String value(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }
}
