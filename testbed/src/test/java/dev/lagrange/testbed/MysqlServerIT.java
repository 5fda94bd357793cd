package dev.lagrange.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MysqlServerIT {

  private @Nullable MysqlServer started;

  @BeforeEach
  void startServer() {
    started = startOne();
  }

  @AfterEach
  void closeServer() {
    if (started != null) {
      started.close();
    }
  }

  @Test
  void readOnlyServerRefusesEveryoneUntilItIsWritableAgain() throws SQLException {
    MysqlServer server = server();
    try (Connection app = connectAsApp(server);
        Statement statement = app.createStatement()) {
      statement.execute("CREATE TABLE t (a INT PRIMARY KEY)");
      server.setReadOnly(true);
      assertThatThrownBy(() -> statement.execute("INSERT INTO t VALUES (1)"))
          .hasMessageContaining("read-only");
      assertThat(first(app, "SELECT COUNT(*) FROM t")).isEqualTo("0");
      server.setReadOnly(false);
      statement.execute("INSERT INTO t VALUES (1)");
    }
  }

  @Test
  void ordinaryUserRulesOnlyItsSchema() throws SQLException {
    try (Connection app = connectAsApp(server())) {
      assertThat(first(app, "SELECT CURRENT_USER()")).isEqualTo("app@%");
      assertThatThrownBy(() -> first(app, "SELECT COUNT(*) FROM mysql.user"))
          .hasMessageContaining("denied");
    }
    try (Connection root = server().connectAsRoot()) {
      assertThat(first(root, "SELECT CONCAT_WS(' ', @@log_bin, @@gtid_mode, @@bind_address)"))
          .isEqualTo("1 ON 127.0.0.1");
    }
  }

  @Test
  void replicaAppliesWhatThePrimaryCommitted() throws SQLException {
    MysqlServer primary = server();
    try (MysqlServer replica = startOne()) {
      replica.replicateFrom(primary);
      try (Connection app = connectAsApp(primary);
          Statement statement = app.createStatement()) {
        statement.execute("CREATE TABLE t (a INT PRIMARY KEY)");
        statement.execute("INSERT INTO t VALUES (7)");
      }
      replica.awaitCaughtUpWith(primary);
      try (Connection app = connectAsApp(replica)) {
        assertThat(first(app, "SELECT a FROM t")).isEqualTo("7");
      }
    }
  }

  private MysqlServer server() {
    assertThat(started).isNotNull();
    return started;
  }

  private static MysqlServer startOne() {
    Optional<MysqlServer> found = MysqlServer.find();
    assumeTrue(found.isPresent(), MysqlServer.NOT_FOUND);
    return found.orElseThrow().start();
  }

  private static Connection connectAsApp(MysqlServer server) throws SQLException {
    return server.connect(MysqlServer.APP_USER, MysqlServer.APP_PASSWORD);
  }

  private static String first(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
