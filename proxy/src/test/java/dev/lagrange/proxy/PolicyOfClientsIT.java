package dev.lagrange.proxy;

import static dev.lagrange.proxy.ProxyOn.awaitReadOnReplica;
import static dev.lagrange.testbed.PostgresCluster.APP_USER;
import static dev.lagrange.testbed.PostgresCluster.SUPERUSER;
import static dev.lagrange.testbed.PostgresCluster.SUPERUSER_PASSWORD;
import static dev.lagrange.testbed.Sql.execute;
import static dev.lagrange.testbed.Sql.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A policy's rules are about who is at the proxy, not about the user of its URL. The replica stands
 * still, and what no rule is about is weak.
 */
final class PolicyOfClientsIT {

  private static final String READ = "SELECT v FROM t";
  private static final String STRONG = "    level: strong\n    mode: require\n";

  private PostgresCluster cluster;
  @TempDir private Path folder;
  private Path policy;

  @BeforeEach
  void start() throws SQLException {
    policy = folder.resolve("policy.yaml");
    cluster = PostgresCluster.builder().replicas(1).start();
    cluster.execute(
        "CREATE SCHEMA shop",
        "CREATE TABLE shop.t AS SELECT 'old' AS v",
        "CREATE TABLE t AS SELECT 'old' AS v");
    cluster.awaitReplicasCaughtUp();
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private ProxyOn proxyWithRule(String about) throws IOException, SQLException {
    Files.writeString(policy, "rules:\n  - " + about + "\n" + STRONG);
    return ProxyOn.start(cluster, "consistency=weak&replicaWait=0ms&policy=file:" + policy);
  }

  /** From now on the replica is one write late. */
  private void standStill(Connection client) throws SQLException {
    awaitReadOnReplica(client, READ, "old");
    cluster.replicas().forEach(PostgresNode::pauseReplay);
    cluster.execute("UPDATE t SET v = 'new'", "UPDATE shop.t SET v = 'new'");
  }

  @Test
  void usersAreThoseWhoHaveLoggedIn() throws IOException, SQLException {
    try (ProxyOn proxy = proxyWithRule("users: " + SUPERUSER);
        Connection app = proxy.connect("");
        Connection other = proxy.connectAs(SUPERUSER, SUPERUSER_PASSWORD)) {
      standStill(app);

      assertThat(value(other, "SELECT v FROM public.t")).isEqualTo("new");
      assertThat(value(app, READ)).as("nobody's rule").isEqualTo("old");
      execute(other, "SET ROLE " + APP_USER);
      assertThat(value(other, "SELECT v FROM public.t")).as("by another role").isEqualTo("new");
    }
  }

  @Test
  void applicationsAreThoseOfTheClients() throws IOException, SQLException {
    try (ProxyOn proxy = proxyWithRule("applications: 'report*'");
        Connection app = proxy.connect("");
        Connection named = proxy.connect("ApplicationName=reports-7&assumeMinServerVersion=9.4")) {
      standStill(app);

      assertThat(value(named, READ)).isEqualTo("new");
      assertThat(value(app, READ)).isEqualTo("old");
      execute(app, "SET application_name = 'report'");
      assertThat(value(app, READ)).isEqualTo("new");
      execute(app, "RESET application_name");
      execute(app, "SET application_name = 'other'");
      assertThat(value(app, READ)).isEqualTo("old");
    }
  }

  @Test
  void namesAreLookedForWhereTheClientLooks() throws IOException, SQLException {
    try (ProxyOn proxy = proxyWithRule("tables: shop.t");
        Connection app = proxy.connect("");
        Connection shop = proxy.connect("currentSchema=shop,public");
        Connection byOptions = proxy.connect("options=--search-path=shop")) {
      standStill(app);

      assertThat(value(shop, READ)).isEqualTo("new");
      assertThat(value(byOptions, READ)).isEqualTo("new");
      assertThat(value(app, READ)).isEqualTo("old");
      assertThat(value(app, "SELECT v FROM shop.t")).isEqualTo("new");
      execute(app, "SET search_path TO public, shop");
      assertThat(value(app, READ)).as("the strictest of all places").isEqualTo("new");
      execute(app, "SET search_path TO public");
      assertThat(value(app, READ)).isEqualTo("old");
    }
  }

  @Test
  void anotherVersionCountsForClientsThatAreThere() throws IOException, SQLException {
    try (ProxyOn proxy = proxyWithRule("users: nobody");
        Connection app = proxy.connect("")) {
      standStill(app);
      assertThat(value(app, READ)).isEqualTo("old");

      Files.writeString(policy, "rules:\n  - users: '*'\n" + STRONG);

      Await.until("the rule", Await.PATIENCE, () -> value(app, READ).equals("new"));
    }
  }
}
