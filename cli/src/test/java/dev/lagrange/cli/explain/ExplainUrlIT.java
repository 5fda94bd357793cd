package dev.lagrange.cli.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.cli.Run;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** With {@code --url} the server's catalog decides what no text shows. */
final class ExplainUrlIT {

  private static PostgresCluster cluster;

  @BeforeAll
  static void start() throws SQLException {
    cluster = PostgresCluster.builder().replicas(1).start();
    try (Connection app =
            cluster.primary().connect(PostgresCluster.APP_USER, PostgresCluster.APP_PASSWORD);
        Statement statement = app.createStatement()) {
      statement.execute("CREATE SEQUENCE ticket");
      statement.execute("CREATE TABLE item (id int)");
      statement.execute("CREATE VIEW draw AS SELECT nextval('ticket') AS n");
    }
    cluster.awaitReplicasCaughtUp();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static String url() {
    PostgresNode primary = cluster.primary();
    PostgresNode replica = cluster.replicas().get(0);
    return "jdbc:lagrange:postgresql://%s:%d,%s:%d/%s?user=%s&password=%s&probeTimeout=30s"
        .formatted(
            primary.host(),
            primary.port(),
            replica.host(),
            replica.port(),
            PostgresCluster.DATABASE,
            PostgresCluster.APP_USER,
            PostgresCluster.APP_PASSWORD);
  }

  @Test
  void viewsAndUnknownTablesGoToThePrimary() {
    String out =
        Run.of("explain", "--url", url(), "TABLE draw", "TABLE item", "TABLE nowhere").out();

    assertThat(out)
        .containsPattern("TABLE draw\\s+a write: draw is a view")
        .containsPattern("TABLE item\\s+a read")
        .containsPattern(
            "TABLE nowhere\\s+a write: names nowhere, which the catalog does not know");
  }

  @Test
  void withoutAServerTheyPassForPlainTables() {
    assertThat(Run.of("explain", "TABLE draw").out())
        .contains("a read", "taken for plain tables: no server was asked");
  }

  @Test
  void wrongUrlIsUsageError() {
    Run run = Run.of("explain", "--url", "jdbc:postgresql://localhost/x", "SELECT 1");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("jdbc:lagrange:postgresql://");
  }
}
