package dev.lagrange.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.routing.cluster.NodeState;
import dev.lagrange.routing.cluster.Role;
import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresNode;
import dev.lagrange.testbed.StandbyCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Standbys that only their primary names: each calls itself by its port, as all have one host. */
class StandbyTopologyIT {

  private static final String FOUND = "standbyAddress={client_addr}:{application_name}";

  private StandbyCluster cluster;

  @BeforeEach
  void start() throws SQLException {
    cluster = StandbyCluster.start(4, 1);
    cluster.servers().nodes().forEach(node -> node.set("synchronous_standby_names", "ANY 1 (*)"));
    for (PostgresNode replica : cluster.replicas()) {
      callByPort(replica);
    }
    Await.until(
        "the standbys to be known by their ports",
        Await.PATIENCE,
        () -> {
          try (Connection there = cluster.primary().connectAsSuperuser()) {
            String named =
                "SELECT count(*) FROM pg_stat_replication WHERE application_name ~ '^[0-9]+$'"
                    + " AND sync_state = 'quorum'";
            return LagrangeUrl.value(there, named).equals("4");
          }
        });
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  private static void callByPort(PostgresNode replica) throws SQLException {
    try (Connection there = replica.connectAsSuperuser()) {
      String upstream = LagrangeUrl.value(there, "SELECT current_setting('primary_conninfo')");
      String byPort = "application_name=" + replica.port();
      replica.set(
          "primary_conninfo", upstream.replace("application_name=" + replica.name(), byPort));
    }
  }

  @Test
  void standbysServeReadsThatOnlyThePrimaryNames() throws Exception {
    LastRoute routes = new LastRoute();
    try (LagrangeDataSource source = open(1, FOUND, routes);
        Connection connection = source.getConnection()) {
      assertThat(names(source)).isEqualTo(Set.of(cluster.servers().hosts().split(",", -1)));
      awaitReadOnEach(connection, routes, 4);
    }
  }

  /** The negative control. */
  @Test
  void withoutTheOptionTheUrlIsAll() throws Exception {
    try (LagrangeDataSource source = open(1, "", new LastRoute())) {
      assertThat(names(source)).hasSize(1);
    }
  }

  /** Whoever may not see its standbys is told so in the log, and uses those of the URL. */
  @Test
  void withoutTheRoleToSeeThemTheUrlIsAll() throws Exception {
    String all = LagrangeUrl.withoutMonitor(cluster.servers(), FOUND);
    String url = all.replace(cluster.servers().hosts(), address(cluster.primary()));
    try (LagrangeDataSource source = new LagrangeDataSource(url, Map.of())) {
      assertThat(names(source)).hasSize(1);
    }
  }

  @Test
  void standbysThatTheUrlDoesNotNameCountInAQuorum() throws Exception {
    String quorum = "consistency=strong&strongReads=quorum";
    assertThatThrownBy(() -> open(3, quorum, new LastRoute()))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("LG004"))
        .hasMessageContaining("N = 4");
    try (LagrangeDataSource source = open(1, quorum + "&" + FOUND, new LastRoute());
        Connection connection = source.getConnection()) {
      assertThat(LagrangeUrl.value(connection, StandbyCluster.READ)).isEqualTo("1");
    }
  }

  @Test
  void standbyThatIsCutOffFromThePrimaryStaysAndOneThatDiesLeaves() throws Exception {
    PostgresNode cutOff = cluster.replicas().get(0);
    PostgresNode dead = cluster.replicas().get(1);
    try (LagrangeDataSource source = open(1, FOUND, new LastRoute())) {
      cutOff.replicationLink().orElseThrow().refuse();
      dead.kill();
      Await.until("it to leave", Await.PATIENCE, () -> !names(source).contains(address(dead)));
      assertThat(names(source)).hasSize(4).contains(address(cutOff));

      dead.start();
      Await.until("it to join", Await.PATIENCE, () -> names(source).contains(address(dead)));
    }
  }

  @Test
  void promotedStandbyIsFollowedThoughTheUrlNamesOnlyTheOldPrimary() throws Exception {
    LastRoute routes = new LastRoute();
    try (LagrangeDataSource source = open(1, FOUND, routes);
        Connection connection = source.getConnection()) {
      cluster.primary().kill();
      cluster.servers().failOver();
      LagrangeUrl.execute(connection, "INSERT INTO t VALUES (2)");

      assertThat(LagrangeUrl.value(connection, StandbyCluster.READ)).isEqualTo("2");
      assertThat(source.nodes().primary().id().value()).isEqualTo(address(cluster.primary()));
    }
  }

  @Test
  void twoSourcesOfMembersAreRefused() {
    assertThatThrownBy(() -> open(1, FOUND + "&patroni=127.0.0.1:1", new LastRoute()))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("22023"))
        .hasMessageContaining("set one of them");
  }

  private LagrangeDataSource open(int hosts, String options, LastRoute routes) throws SQLException {
    String all = cluster.servers().hosts();
    String some = String.join(",", List.of(all.split(",", -1)).subList(0, hosts));
    String url = LagrangeUrl.of(cluster.servers(), "probeInterval=50ms&" + options);
    return new LagrangeDataSource(url.replace(all, some), Map.of(), routes);
  }

  private static void awaitReadOnEach(Connection connection, LastRoute routes, int replicas) {
    Set<String> served = new HashSet<>();
    Await.until(
        replicas + " replicas to serve reads",
        Await.PATIENCE,
        () -> {
          assertThat(LagrangeUrl.value(connection, StandbyCluster.READ)).isEqualTo("1");
          if (routes.get().role() == Role.REPLICA) {
            served.add(routes.get().node().value());
          }
          return served.size() == replicas;
        });
  }

  private static String address(PostgresNode node) {
    return node.host() + ":" + node.port();
  }

  private static Set<String> names(LagrangeDataSource source) {
    Set<String> names = new HashSet<>();
    for (NodeState node : source.nodes().nodes()) {
      names.add(node.id().value());
    }
    return names;
  }
}
