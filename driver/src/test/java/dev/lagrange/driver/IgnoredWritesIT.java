package dev.lagrange.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.driver.context.IgnoredWrites;
import dev.lagrange.testbed.PostgresCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Writes that the session need not see leave its reads on a replica that replays nothing; each test
 * ends with a write that counts, and sends them to the primary.
 */
final class IgnoredWritesIT {

  private static final String READ = "SELECT count(*) FROM account";
  private static final String SCOPE = "sessionScope=connection&maxLag=1d";

  private PostgresCluster cluster;

  @BeforeEach
  void start() throws SQLException {
    cluster = PostgresCluster.builder().replicas(1).start();
    try (Connection owner = LagrangeUrl.owner(cluster)) {
      LagrangeUrl.execute(owner, "CREATE SCHEMA audit");
      LagrangeUrl.execute(owner, "CREATE TABLE audit.log (id int)");
      LagrangeUrl.execute(owner, "CREATE TABLE account (id int)");
      LagrangeUrl.execute(
          owner,
          "CREATE FUNCTION deposit() RETURNS int LANGUAGE sql AS"
              + " 'INSERT INTO account VALUES (9) RETURNING id'");
    }
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private Connection onReplica(String options) throws SQLException {
    Connection connection = LagrangeUrl.connect(cluster, SCOPE + options);
    LagrangeUrl.awaitReadOnReplica(connection, READ);
    cluster.replicas().get(0).pauseReplay();
    return connection;
  }

  private static String nodeOfRead(Connection connection) throws SQLException {
    LagrangeUrl.value(connection, READ);
    return LagrangeUrl.route(connection).split(" ", 2)[0];
  }

  private static void writeInTransaction(Connection connection, String... statements)
      throws SQLException {
    connection.setAutoCommit(false);
    for (String sql : statements) {
      LagrangeUrl.execute(connection, sql);
    }
    connection.commit();
    connection.setAutoCommit(true);
  }

  @Test
  void blockOfCodeDoesNotDirtyItsSession() throws SQLException {
    try (Connection connection = onReplica("")) {
      try (IgnoredWrites outer = IgnoredWrites.open()) {
        try (IgnoredWrites inner = IgnoredWrites.open()) {
          LagrangeUrl.execute(connection, "INSERT INTO audit.log VALUES (1)");
        }
        writeInTransaction(connection, "INSERT INTO audit.log VALUES (2)");
      }
      assertThat(nodeOfRead(connection)).isEqualTo("replica");
      LagrangeUrl.execute(connection, "INSERT INTO audit.log VALUES (3)");
      assertThat(nodeOfRead(connection)).isEqualTo("primary");
    }
  }

  @Test
  void transactionWithAnyOtherWriteDirties() throws SQLException {
    try (Connection connection = onReplica("")) {
      connection.setAutoCommit(false);
      try (IgnoredWrites ignored = IgnoredWrites.open()) {
        LagrangeUrl.execute(connection, "INSERT INTO audit.log VALUES (1)");
      }
      LagrangeUrl.execute(connection, "INSERT INTO account VALUES (1)");
      try (IgnoredWrites ignored = IgnoredWrites.open()) {
        LagrangeUrl.execute(connection, "INSERT INTO audit.log VALUES (2)");
        connection.commit();
      }
      connection.setAutoCommit(true);
      assertThat(nodeOfRead(connection)).isEqualTo("primary");
    }
  }

  @Test
  void policyNamesTheTables(@TempDir Path folder) throws SQLException, IOException {
    Path policy =
        Files.writeString(folder.resolve("policy.yaml"), "rules: []\nignoredWrites: audit.*\n");
    try (Connection connection = onReplica("&policy=file:" + policy)) {
      LagrangeUrl.execute(connection, "INSERT INTO audit.log VALUES (1)");
      LagrangeUrl.execute(connection, "INSERT INTO audit.log SELECT extract(second FROM now())");
      writeInTransaction(connection, "INSERT INTO audit.log VALUES (1)", "DELETE FROM audit.log");
      assertThat(nodeOfRead(connection)).isEqualTo("replica");
      LagrangeUrl.execute(connection, "INSERT INTO audit.log SELECT deposit()");
      assertThat(nodeOfRead(connection)).isEqualTo("primary");
    }
  }

  @Test
  void policyIgnoresNoStatementWithAnotherTable(@TempDir Path folder)
      throws SQLException, IOException {
    Path policy =
        Files.writeString(folder.resolve("policy.yaml"), "rules: []\nignoredWrites: audit.*\n");
    try (Connection connection = onReplica("&policy=file:" + policy)) {
      writeInTransaction(
          connection, "INSERT INTO audit.log VALUES (1)", "INSERT INTO account VALUES (1)");
      assertThat(nodeOfRead(connection)).isEqualTo("primary");
    }
  }

  @Test
  void policyIgnoresNoBatchWithAnotherTable(@TempDir Path folder) throws SQLException, IOException {
    Path policy =
        Files.writeString(folder.resolve("policy.yaml"), "rules: []\nignoredWrites: audit.*\n");
    try (Connection connection = onReplica("&policy=file:" + policy);
        Statement statement = connection.createStatement()) {
      statement.addBatch("INSERT INTO audit.log VALUES (1)");
      statement.addBatch("INSERT INTO audit.log VALUES (2)");
      statement.executeBatch();
      assertThat(nodeOfRead(connection)).isEqualTo("replica");
      statement.addBatch("INSERT INTO audit.log VALUES (3)");
      statement.addBatch("INSERT INTO account VALUES (1)");
      statement.executeBatch();
      assertThat(nodeOfRead(connection)).isEqualTo("primary");
    }
  }
}
