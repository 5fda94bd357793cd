package dev.lagrange.applications;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.driver.LagrangeDataSource;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Narayana moves money from an account in one cluster to one in another, and dies on the way: once
 * another process has recovered, it has arrived in full, or has never left.
 */
final class NarayanaIT {

  private static final int BALANCE = 100;
  private static final String SUM = "SELECT sum(balance) FROM account";
  private static final String PREPARED = "SELECT count(*) FROM pg_prepared_xacts";

  @TempDir private Path log;
  private PostgresCluster from;
  private PostgresCluster to;

  @BeforeEach
  void start() throws SQLException {
    from = bank();
    to = bank();
  }

  @AfterEach
  void stop() {
    from.close();
    to.close();
  }

  private static PostgresCluster bank() throws SQLException {
    PostgresCluster cluster = PostgresCluster.builder().replicas(1).start();
    try (Connection owner =
            cluster.primary().connect(PostgresCluster.APP_USER, PostgresCluster.APP_PASSWORD);
        Statement statement = owner.createStatement()) {
      statement.execute("CREATE TABLE account (balance int)");
      statement.execute("INSERT INTO account VALUES (" + BALANCE + ")");
    }
    cluster.awaitReplicasCaughtUp();
    return cluster;
  }

  private static String url(PostgresCluster cluster) {
    return cluster.driverUrl()
        + "&probeTimeout=30s&connectionTimeout=1min&maxLag=1h&consistency=eventual";
  }

  private void teller(String what, int exit) throws IOException, InterruptedException {
    Path said = log.resolve(what + ".out");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                NarayanaTransfers.class.getName(),
                log.toString(),
                url(from),
                url(to),
                what)
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    try {
      assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).as(Files.readString(said)).isEqualTo(exit);
    } finally {
      process.destroyForcibly();
    }
  }

  private static int balance(PostgresCluster cluster) throws SQLException {
    try (LagrangeDataSource source = new LagrangeDataSource(url(cluster), Map.of());
        Connection connection = source.getConnection()) {
      return Integer.parseInt(value(connection, SUM));
    }
  }

  private static String value(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private static String prepared(PostgresCluster cluster) throws SQLException {
    try (Connection superuser = cluster.primary().connectAsSuperuser()) {
      return value(superuser, PREPARED);
    }
  }

  private void assertMoved(int amount) throws SQLException {
    assertThat(balance(from)).isEqualTo(BALANCE - amount);
    assertThat(balance(to)).isEqualTo(BALANCE + amount);
    assertThat(prepared(from)).isEqualTo("0");
    assertThat(prepared(to)).isEqualTo("0");
  }

  @Test
  void transferArrives() throws Exception {
    from.replicas().get(0).pauseReplay();
    teller("transfer", 0);
    assertMoved(NarayanaTransfers.AMOUNT);
  }

  @Test
  void transferThatWasDecidedSurvivesTheManagerAndAPrimary() throws Exception {
    teller("commit", DyingBranch.KILLED);
    assertThat(prepared(to)).isEqualTo("1");
    to.awaitReplicasCaughtUp();
    PostgresNode old = to.primary();
    old.kill();
    to.failOver();
    assertThat(prepared(to)).as("on the server that was promoted").isEqualTo("1");
    assertThat(balance(to)).isEqualTo(BALANCE);
    teller("recover", 0);
    assertMoved(NarayanaTransfers.AMOUNT);
  }

  @Test
  void transferThatWasNotDecidedIsTakenBack() throws Exception {
    teller("prepare", DyingBranch.KILLED);
    assertThat(prepared(from)).isEqualTo("1");
    assertThat(prepared(to)).isEqualTo("1");
    teller("recover", 0);
    assertMoved(0);
  }
}
