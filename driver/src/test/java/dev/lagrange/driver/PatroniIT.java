package dev.lagrange.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lagrange.routing.cluster.NodeState;
import dev.lagrange.routing.cluster.Role;
import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.Link;
import dev.lagrange.testbed.PatroniCluster;
import dev.lagrange.testbed.PatroniMember;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Topology from a real Patroni, of a cluster of which the URL names one node. */
class PatroniIT {

  private static PatroniCluster cluster;

  @BeforeAll
  static void start() {
    assumeTrue(PatroniCluster.isFound(), PatroniCluster.NOT_FOUND);
    cluster = PatroniCluster.start(3);
  }

  @AfterAll
  static void close() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void allMembersAreFoundFromOneAndServeReads() throws Exception {
    LastRoute routes = new LastRoute();
    try (LagrangeDataSource source = source(cluster.replicas().get(0), "", routes);
        Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE found (n int)");
      statement.execute("INSERT INTO found VALUES (1)");

      Set<String> served = new HashSet<>();
      Await.until(
          "both replicas to serve reads",
          Await.PATIENCE,
          () -> {
            assertThat(number(statement, "SELECT n FROM found")).isOne();
            if (routes.get().role() == Role.REPLICA) {
              served.add(routes.get().node().value());
            }
            return served.size() == 2;
          });

      // Patroni names one that left for a while longer, such as that of another test
      Set<String> members = new HashSet<>(hosts(cluster.members()));
      Await.until(
          "nobody else", Await.PATIENCE, () -> new HashSet<>(names(source)).equals(members));
      assertThat(source.nodes().primary().id().value()).isEqualTo(cluster.leader().host());
      assertThat(served).containsExactlyInAnyOrderElementsOf(hosts(cluster.replicas()));
    }
  }

  /** The negative control: without Patroni, nobody but the node of the URL is known. */
  @Test
  void withoutPatroniTheUrlIsAll() throws Exception {
    String url = cluster.driverUrl(cluster.leader()).replaceAll("&patroni=.*", "");
    try (LagrangeDataSource source = new LagrangeDataSource(LagrangeUrl.patient(url), Map.of())) {
      assertThat(source.nodes().nodes()).hasSize(1);
    }
  }

  @Test
  void switchoverUnderAWriterLosesAndDoublesNothing() throws Exception {
    PatroniMember leader = cluster.leader();
    PatroniMember candidate = cluster.replicas().get(0);
    try (LagrangeDataSource source = source(leader, "", new LastRoute());
        Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE switched (n int)");
      try (NumberWriter writer = NumberWriter.start(source, "switched")) {
        writer.awaitMore(50);

        cluster.switchOver(candidate);
        Await.until("the other to lead", Await.PATIENCE, candidate::isPrimary);
        writer.awaitMore(50);

        writer.stop();
        writer.assertAllThere(statement);
        System.out.printf(
            "[patroni] switchover: the longest pause between two writes was %d ms, %d writes in doubt%n",
            writer.longestPause().toMillis(), writer.inDoubt());
      }
      assertThat(source.nodes().primary().id().value()).isEqualTo(candidate.host());
    }
  }

  @Test
  void memberAddedLaterIsFoundAndOneThatLeavesIsDrained() throws Exception {
    try (LagrangeDataSource source = source(cluster.leader(), "", new LastRoute());
        Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE drained (n int)");
      statement.execute("INSERT INTO drained VALUES (7)");
      PatroniMember late = cluster.add("");
      Await.until(
          "the new member to be found and to be live",
          Await.PATIENCE,
          () -> source.nodes().replicas().stream().anyMatch(node -> isOf(node, late)));
      PatroniMember untouched = cluster.add("noloadbalance: true");
      Await.until(
          "the member without balance",
          Await.PATIENCE,
          () -> source.nodes().replicas().stream().anyMatch(node -> isOf(node, untouched)));
      LastRoute routes = new LastRoute();
      try (LagrangeDataSource reading = source(cluster.leader(), "", routes);
          Connection reader = reading.getConnection();
          Statement reads = reader.createStatement()) {
        Await.until(
            "the new member to serve",
            Await.PATIENCE,
            () -> {
              assertThat(number(reads, "SELECT n FROM drained")).isEqualTo(7);
              assertThat(routes.get().node().value()).isNotEqualTo(untouched.host());
              return routes.get().node().value().equals(late.host());
            });

        // its server runs on, and would serve: Patroni does not name it any more
        late.killPatroni();
        Await.until(
            "it to leave",
            Await.PATIENCE,
            () -> {
              assertThat(number(reads, "SELECT n FROM drained")).isEqualTo(7);
              return !names(reading).contains(late.host());
            });

        assertThat(late.query("SELECT pg_is_in_recovery()")).as("it is alive").isEqualTo("t");
        Await.until(
            "its connections to be closed",
            Await.PATIENCE,
            () -> {
              // the statement may still be bound to the connection of its last read
              assertThat(number(reads, "SELECT n FROM drained")).isEqualTo(7);
              return late.query("SELECT count(*) FROM pg_stat_activity WHERE usename = 'app'")
                  .equals("0");
            });
        for (int i = 0; i < 50; i++) {
          assertThat(number(reads, "SELECT n FROM drained")).isEqualTo(7);
          assertThat(routes.get().node().value()).isNotEqualTo(late.host());
        }
      } finally {
        cluster.forget(late);
        cluster.forget(untouched);
      }
    }
  }

  @Test
  void goesOnWithWhatItKnowsWhilePatroniIsNotThere() throws Exception {
    LastRoute routes = new LastRoute();
    try (LagrangeDataSource source = source(cluster.leader(), "", routes);
        Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE alone (n int)");
      cluster.members().stream().map(PatroniMember::apiLink).forEach(Link::refuse);
      try {
        for (int i = 1; i <= 100; i++) {
          statement.execute("INSERT INTO alone VALUES (1)");
          assertThat(number(statement, "SELECT count(*) FROM alone")).isEqualTo(i);
        }
        assertThat(names(source)).containsAll(hosts(cluster.members()));
        Await.until(
            "a replica to serve",
            Await.PATIENCE,
            () ->
                number(statement, "SELECT count(*) FROM alone") == 100
                    && routes.get().role() == Role.REPLICA);
      } finally {
        cluster.members().stream().map(PatroniMember::apiLink).forEach(Link::restore);
      }
    }
  }

  /** One without a common cluster: each has listeners of its own. */
  private static LagrangeDataSource source(PatroniMember seed, String options, LastRoute routes)
      throws SQLException {
    String url = LagrangeUrl.patient(cluster.driverUrl(seed) + options);
    LagrangeDataSource source = new LagrangeDataSource(url, Map.of(), routes);
    // what another test did to the cluster may not be over
    Await.until(
        "all members to be found and to live, of " + cluster.members(),
        Await.PATIENCE,
        () -> cluster.members().stream().allMatch(member -> isLive(source, member)));
    return source;
  }

  private static boolean isLive(LagrangeDataSource source, PatroniMember member) {
    return source.nodes().nodes().stream().anyMatch(node -> node.live() && isOf(node, member));
  }

  private static int number(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getInt(1);
    }
  }

  private static boolean isOf(NodeState node, PatroniMember member) {
    return node.id().value().equals(member.host());
  }

  private static List<String> names(LagrangeDataSource source) {
    return source.nodes().nodes().stream().map(node -> node.id().value()).toList();
  }

  private static List<String> hosts(List<PatroniMember> members) {
    return members.stream().map(PatroniMember::host).sorted(Comparator.naturalOrder()).toList();
  }
}
