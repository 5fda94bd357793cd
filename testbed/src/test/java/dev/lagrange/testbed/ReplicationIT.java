package dev.lagrange.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ReplicationIT {
  private static PostgresCluster cluster;

  @BeforeAll
  static void start() {
    cluster = PostgresCluster.builder().replicas(2).start();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void whatThePrimaryCommitsShowsOnEveryReplica() throws SQLException {
    try (Connection app =
            cluster.primary().connect(PostgresCluster.APP_USER, PostgresCluster.APP_PASSWORD);
        Statement statement = app.createStatement()) {
      statement.execute("CREATE TABLE shown AS SELECT 7 AS answer");
    }

    cluster.awaitReplicasCaughtUp();

    assertThat(cluster.replicas())
        .hasSize(2)
        .allSatisfy(
            replica -> assertThat(replica.query("SELECT answer FROM shown")).isEqualTo("7"));
  }

  @Test
  void hostsNamesThePortsOfTheLinksPrimaryFirst() {
    assertThat(cluster.hosts().split(","))
        .hasSize(3)
        .startsWith("127.0.0.1:" + cluster.primary().clientLink().port());
  }

  @Test
  void monitorMaySeeOtherSessions() throws SQLException {
    try (Connection monitor =
            cluster
                .primary()
                .connect(PostgresCluster.MONITOR_USER, PostgresCluster.MONITOR_PASSWORD);
        Statement statement = monitor.createStatement()) {
      assertThat(
              statement
                  .executeQuery("SELECT 1 FROM pg_stat_replication WHERE state = 'streaming'")
                  .next())
          .isTrue();
    }
  }

  @Test
  void clustersShareAnIdentityUnlessToldOtherwise() {
    String identity = "SELECT system_identifier FROM pg_control_system()";
    try (PostgresCluster sibling = PostgresCluster.builder().start();
        PostgresCluster stranger = PostgresCluster.builder().ownIdentity().start()) {
      assertThat(sibling.primary().query(identity)).isEqualTo(cluster.primary().query(identity));
      assertThat(stranger.primary().query(identity))
          .isNotEqualTo(cluster.primary().query(identity));
    }
  }

  @Test
  void addedReplicaStreamsFromARunningPrimary() throws SQLException {
    try (PostgresCluster growing = PostgresCluster.builder().start();
        Connection app =
            growing.primary().connect(PostgresCluster.APP_USER, PostgresCluster.APP_PASSWORD);
        Statement statement = app.createStatement()) {
      statement.execute("CREATE TABLE before AS SELECT 1 AS answer");

      PostgresNode added = growing.addReplica();
      statement.execute("CREATE TABLE after AS SELECT 2 AS answer");
      growing.awaitReplicasCaughtUp();

      assertThat(added.query("SELECT answer FROM before")).isEqualTo("1");
      assertThat(added.query("SELECT answer FROM after")).isEqualTo("2");
      assertThat(growing.replicas()).containsExactly(added);
    }
  }
}
