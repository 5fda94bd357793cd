package dev.lagrange.proxy;

import static dev.lagrange.proxy.ProxyOn.assertCancelled;
import static dev.lagrange.proxy.ProxyOn.awaitReadOnReplica;
import static dev.lagrange.testbed.Sql.execute;
import static dev.lagrange.testbed.Sql.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What clients see of nodes that die, are frozen, or are promoted. */
@Timeout(120)
final class NodesDieIT {

  static PostgresCluster cluster(int replicas) throws SQLException {
    PostgresCluster cluster = PostgresCluster.builder().replicas(replicas).start();
    cluster.execute("CREATE TABLE t (id int PRIMARY KEY, v int)", "INSERT INTO t VALUES (1, 0)");
    cluster.awaitReplicasCaughtUp();
    return cluster;
  }

  @Test
  void aReplicaThatDiesFailsNoRead() throws SQLException {
    try (PostgresCluster cluster = cluster(2);
        ProxyOn proxy = ProxyOn.start(cluster, "selector=roundRobin");
        Connection client = proxy.connect("")) {
      // one that is not known yet, or a moment behind, leaves a read to the primary
      awaitReadOnReplica(client, "SELECT v FROM t", "0");
      cluster.replicas().get(0).kill();
      for (int i = 0; i < 50; i++) {
        assertThat(value(client, "SELECT v FROM t")).isEqualTo("0");
      }
      awaitReadOnReplica(client, "SELECT v FROM t", "0");
    }
  }

  @Test
  void afterAFailoverClientsReadWhatTheyWrite() throws SQLException {
    try (PostgresCluster cluster = cluster(2);
        ProxyOn proxy = ProxyOn.start(cluster, "failoverTimeout=60s");
        Connection idle = proxy.connect("");
        Connection busy = proxy.connect("")) {
      execute(idle, "UPDATE t SET v = 1");
      busy.setAutoCommit(false);
      execute(busy, "UPDATE t SET v = 2");
      cluster.awaitReplicasCaughtUp();
      cluster.primary().kill();
      cluster.failOver();
      assertThatThrownBy(() -> execute(busy, "UPDATE t SET v = 3"))
          .isInstanceOfSatisfying(
              SQLException.class, lost -> assertThat(lost.getSQLState()).startsWith("08"));
      // who had nothing open on the lost node has lost nothing
      execute(idle, "UPDATE t SET v = v + 10");
      // in scope cluster every session is told, once, of what the lost node may have taken with it
      assertThatThrownBy(() -> value(idle, "SELECT v FROM t"))
          .isInstanceOfSatisfying(
              SQLException.class, told -> assertThat(told.getSQLState()).isEqualTo("LG002"));
      for (int i = 0; i < 20; i++) {
        assertThat(value(idle, "SELECT v FROM t")).isEqualTo("11");
      }
    }
  }

  @Test
  void aCancelEndsAStatementAndTheWaitForANode() throws SQLException {
    try (PostgresCluster cluster = cluster(1);
        ProxyOn proxy = ProxyOn.start(cluster, "failoverTimeout=60s");
        Connection client = proxy.connect("");
        Statement sleeping = client.createStatement()) {
      assertCancelled(sleeping, "SELECT pg_sleep(60)");
      assertThat(value(client, "SELECT v FROM t")).isEqualTo("0");
      cluster.primary().kill();
      Await.until(
          "the primary to be gone",
          Await.PATIENCE,
          () -> proxy.proxy().cluster(PostgresCluster.DATABASE).monitor().view().primary() == null);
      assertCancelled(sleeping, "UPDATE t SET v = 5");
    }
  }

  @Test
  @DisplayName("20: whom no server lets in is told so, with an SQLSTATE")
  void aStrangerIsRefusedInTheServersWords() throws SQLException {
    try (PostgresCluster cluster = cluster(1);
        ProxyOn proxy = ProxyOn.start(cluster, "")) {
      assertThatThrownBy(proxy::connectAsStranger)
          .isInstanceOfSatisfying(
              SQLException.class, refused -> assertThat(refused.getSQLState()).isEqualTo("28P01"))
          .hasMessageContaining("stranger");
    }
  }

  @Test
  @DisplayName("21: a client is greeted although no server answers, and its statement is refused")
  void aClientIsGreetedWithoutServers() throws SQLException {
    try (PostgresCluster cluster = cluster(1);
        ProxyOn proxy = ProxyOn.start(cluster, "failoverTimeout=200ms")) {
      try (Connection first = proxy.connect("assumeMinServerVersion=18")) {
        assertThat(value(first, "SELECT v FROM t")).isEqualTo("0");
      }
      cluster.nodes().forEach(PostgresNode::kill);
      Await.until(
          "the nodes to be gone",
          Await.PATIENCE,
          () ->
              proxy.proxy().cluster(PostgresCluster.DATABASE).monitor().view().nodes().stream()
                  .noneMatch(n -> n.live()));
      try (Connection second = proxy.connect("assumeMinServerVersion=18")) {
        assertThatThrownBy(() -> value(second, "SELECT v FROM t"))
            .isInstanceOfSatisfying(
                SQLException.class, none -> assertThat(none.getSQLState()).startsWith("08"));
      }
    }
  }
}
