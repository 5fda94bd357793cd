package dev.lagrange.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.driver.context.ConsistencyScope;
import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.event.RoutingListener;
import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The level of statements by the tables they name; each time also what holds without a policy. */
final class PolicyIT {

  private static final String POLICY =
      """
      replicaSafe: total
      rules:
        - tables: public.inventory
          level: strong
          mode: require
        - tables: metrics.*
          level: weak
        - tables: price
          level: strong
        - applications: nightly-*
          level: bounded(1min)
      """;

  private static final String INVENTORY = "SELECT count(*) FROM inventory";
  private static final String METRICS = "SELECT count(*) FROM metrics.cpu";
  private static final String PRICE = "SELECT count(*) FROM price";
  private static final String OTHER = "SELECT count(*) FROM customer";

  private static PostgresCluster cluster;

  @TempDir private Path folder;

  @BeforeAll
  static void start() throws SQLException {
    cluster = PostgresCluster.builder().replicas(1).start();
    try (Connection owner = LagrangeUrl.owner(cluster)) {
      LagrangeUrl.execute(owner, "CREATE SCHEMA metrics");
      for (String table : List.of("inventory", "metrics.cpu", "price", "customer")) {
        LagrangeUrl.execute(owner, "CREATE TABLE " + table + " (id int)");
      }
      LagrangeUrl.execute(
          owner,
          "CREATE FUNCTION total() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM price'");
    }
    cluster.awaitReplicasCaughtUp();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void requiredLevelHoldsWhateverIsDeclared() throws Exception {
    try (Connection with = withPolicy("consistency=weak");
        Connection without = connect("consistency=weak")) {
      assertThat(route(with, INVENTORY))
          .startsWith("primary")
          .contains("at strong by the policy's line 3 (tables public.inventory: strong required)");
      assertThat(route(without, INVENTORY)).startsWith("replica").contains("at weak, because");

      String hinted = "/*+ consistency(weak) */ " + INVENTORY;
      assertThat(route(with, hinted)).startsWith("primary");
      assertThat(route(without, hinted)).startsWith("replica");

      LagrangeUrl.execute(with, "SET lagrange.consistency = 'weak'");
      assertThat(route(with, INVENTORY)).startsWith("primary");
      assertThat(LagrangeUrl.value(with, "SHOW lagrange.consistency")).isEqualTo("weak");
      try (ConsistencyScope scope = ConsistencyScope.open(Consistency.WEAK)) {
        assertThat(scope).isNotNull();
        assertThat(route(with, INVENTORY)).startsWith("primary");
        assertThat(route(without, INVENTORY)).startsWith("replica");
      }
    }
  }

  @Test
  void defaultCountsBeforeTheUrlAndAfterWhatIsDeclared() throws Exception {
    try (Connection with = withPolicy("consistency=strong");
        Connection without = connect("consistency=strong")) {
      assertThat(route(with, METRICS)).startsWith("replica").contains("line 6 (tables metrics.*");
      assertThat(route(without, METRICS)).startsWith("primary");
      assertThat(route(with, OTHER)).startsWith("primary").contains("at strong, because");

      LagrangeUrl.execute(with, "SET lagrange.consistency = 'strong'");
      assertThat(route(with, METRICS)).startsWith("primary").contains("at strong, because");
      LagrangeUrl.execute(with, "RESET lagrange.consistency");
      assertThat(route(with, METRICS)).startsWith("replica");
      assertThat(route(with, "/*+ consistency(strong) */ " + METRICS)).startsWith("primary");
    }
    try (Connection with = withPolicy("consistency=weak")) {
      assertThat(route(with, PRICE)).startsWith("primary").contains("by the policy's line 8");
      assertThat(route(with, "/*+ consistency(weak) */ " + PRICE)).startsWith("replica");
    }
  }

  @Test
  void joinHasTheStrictestLevelOfItsTables() throws Exception {
    String weakAndPrice = "SELECT count(*) FROM metrics.cpu JOIN price USING (id)";
    String weakAndInventory = "SELECT count(*) FROM inventory, metrics.cpu";
    String weakAndOther = "SELECT count(*) FROM metrics.cpu, customer";
    try (Connection with = withPolicy("consistency=weak");
        Connection without = connect("consistency=weak")) {
      for (String join : List.of(weakAndPrice, weakAndInventory)) {
        assertThat(route(with, join)).startsWith("primary");
        assertThat(route(without, join)).startsWith("replica");
      }
      assertThat(route(with, weakAndOther)).startsWith("replica");
    }
    try (Connection with = withPolicy("consistency=strong")) {
      assertThat(route(with, weakAndOther)).startsWith("primary");
    }
  }

  @Test
  void applicationHasItsOwnDefault() throws Exception {
    try (Connection nightly = withPolicy("consistency=strong&ApplicationName=nightly-1");
        Connection other = withPolicy("consistency=strong&ApplicationName=shop")) {
      assertThat(route(nightly, OTHER)).startsWith("replica").contains("at bounded(1min)");
      assertThat(route(nightly, METRICS)).startsWith("replica").contains("at weak");
      assertThat(route(other, OTHER)).startsWith("primary");
    }
  }

  @Test
  void readOnlyTransactionOnReplicaRefusesWhatThePolicyHasStricter() throws Exception {
    try (Connection with = withPolicy("consistency=weak");
        Connection without = connect("consistency=weak")) {
      for (Connection connection : List.of(with, without)) {
        connection.setReadOnly(true);
        connection.setAutoCommit(false);
        assertThat(route(connection, OTHER)).startsWith("replica");
      }
      for (String stricter : List.of(INVENTORY, PRICE)) {
        assertThat(route(without, stricter)).startsWith("replica");
        assertThatThrownBy(() -> LagrangeUrl.value(with, stricter))
            .isInstanceOfSatisfying(
                SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25001"))
            .hasMessageContaining("cannot read at strong by the policy's line")
            .hasMessageContaining("declare the level before the transaction begins");
      }
      with.rollback();
      assertThat(route(with, INVENTORY)).startsWith("primary");
      assertThat(route(with, METRICS)).startsWith("primary");
      with.rollback();
      LagrangeUrl.execute(with, "SET LOCAL lagrange.consistency = 'strong'");
      assertThat(route(with, METRICS)).startsWith("primary");
      assertThat(route(with, INVENTORY)).startsWith("primary");
      with.rollback();
    }
  }

  @Test
  void weakDefaultDoesNotWeakenATransaction() throws Exception {
    try (Connection with = withPolicy("consistency=eventual")) {
      with.setReadOnly(true);
      with.setAutoCommit(false);
      assertThat(route(with, METRICS)).contains("at eventual, because");
      assertThat(route(with, OTHER)).contains("at eventual, because");
      with.commit();
    }
  }

  @Test
  void nameWithoutSchemaIsWhereTheSessionSaidItIs() throws Exception {
    try (Connection connection = withPolicy("consistency=strong")) {
      assertThat(route(connection, "SELECT count(*) FROM pg_class")).startsWith("primary");
      connection.setSchema("metrics");
      assertThat(route(connection, "SELECT count(*) FROM cpu")).startsWith("replica");
      connection.setSchema("public");
      assertThat(route(connection, "/*+ consistency(weak) */ " + INVENTORY))
          .startsWith("primary")
          .contains("line 3");
    }
  }

  @Test
  void functionDeclaredSafeRunsOnAReplica() throws Exception {
    try (Connection without = connect("consistency=weak")) {
      assertThat(route(without, "SELECT total()")).startsWith("primary");
    }
    try (Connection with = withPolicy("consistency=weak")) {
      assertThat(route(with, "SELECT total()")).startsWith("replica");
    }
  }

  @Test
  void changedFileIsInForceWithoutANewConnectionAndABadOneIsNot() throws Exception {
    Path file = write(POLICY);
    List<String> refusals = new CopyOnWriteArrayList<>();
    RoutingListener listener =
        new RoutingListener() {
          @Override
          public void policyRefused(String problems) {
            refusals.add(problems);
          }
        };
    String url = LagrangeUrl.of(cluster, "consistency=weak&policy=file:" + file);
    try (LagrangeDataSource source = new LagrangeDataSource(url, Map.of(), listener);
        Connection connection = source.getConnection()) {
      LagrangeUrl.awaitReplicas(cluster, source);
      assertThat(route(connection, INVENTORY)).startsWith("primary");
      assertThat(route(connection, OTHER)).startsWith("replica");
      assertThat(route(connection, "SELECT total()")).startsWith("replica");

      replace(file, "rules:\n  - {tables: customer, level: stong, mode: require}\n");
      Await.until("the bad policy to be refused", Await.PATIENCE, () -> !refusals.isEmpty());
      assertThat(refusals).singleElement().asString().contains("line 2: 'stong' is not a level");
      assertThat(route(connection, INVENTORY)).startsWith("primary");
      assertThat(route(connection, OTHER)).startsWith("replica");

      replace(file, "rules:\n  - {tables: customer, level: strong, mode: require}\n");
      Await.until(
          "the new policy",
          Await.PATIENCE,
          () -> route(connection, OTHER).contains("policy's line 2"));
      assertThat(route(connection, INVENTORY)).startsWith("replica");
      Await.until(
          "the new judgement",
          Await.PATIENCE,
          () -> route(connection, "SELECT total()").startsWith("prim"));

      Files.delete(file);
      Await.until("the loss to be told of", Await.PATIENCE, () -> refusals.size() == 2);
      assertThat(route(connection, OTHER)).startsWith("primary");
    }
  }

  @Test
  void badPolicyRefusesTheConnectionWithAllItsProblems() throws IOException {
    Path file = write("rules:\n  - {tables: a b, level: weak}\n  - {level: stong}\n");
    assertRefused("policy=file:" + file, "2 problems", "line 2: 'a b'", "line 3: 'stong'");
    assertRefused("policy=file:" + folder + "/absent", "there is nothing at that place");
  }

  private static void assertRefused(String options, String... parts) {
    assertThatThrownBy(() -> LagrangeUrl.connect(cluster, options))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("22023"))
        .hasMessageContainingAll(parts);
  }

  private Connection withPolicy(String options) throws SQLException, IOException {
    return connect(options + "&policy=file:" + write(POLICY));
  }

  private static Connection connect(String options) throws SQLException {
    return LagrangeUrl.connect(cluster, options);
  }

  private static String route(Connection connection, String sql) throws SQLException {
    LagrangeUrl.value(connection, sql);
    return LagrangeUrl.route(connection);
  }

  private Path write(String policy) throws IOException {
    Path file = folder.resolve("policy.yaml");
    if (Files.notExists(file)) {
      Files.writeString(file, policy);
    }
    return file;
  }

  private void replace(Path file, String policy) throws IOException {
    Path next = Files.writeString(folder.resolve("next.yaml"), policy);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
