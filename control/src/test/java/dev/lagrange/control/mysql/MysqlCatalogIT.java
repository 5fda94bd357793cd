package dev.lagrange.control.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lagrange.routing.catalog.Catalog;
import dev.lagrange.routing.catalog.FunctionTrait;
import dev.lagrange.routing.catalog.QualifiedName;
import dev.lagrange.routing.catalog.RelationTrait;
import dev.lagrange.routing.option.UserFunctions;
import dev.lagrange.routing.sql.Classification;
import dev.lagrange.routing.sql.Classifier;
import dev.lagrange.routing.sql.Dialect;
import dev.lagrange.testbed.MysqlServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a real server's catalog says decides what a statement is taken for. */
@Timeout(600)
class MysqlCatalogIT {

  private static @Nullable MysqlServer started;
  private static Catalog all = Catalog.UNKNOWN;

  @BeforeAll
  static void startServer() throws Exception {
    Optional<MysqlServer> found = MysqlServer.find();
    assumeTrue(found.isPresent(), MysqlServer.NOT_FOUND);
    started = found.orElseThrow().start();
    try (Connection root = root()) {
      for (String sql : schema()) {
        execute(root, sql);
      }
      all = new MysqlCatalogReader(UserFunctions.JUDGED).read(root);
    }
  }

  @AfterAll
  static void closeServer() {
    if (started != null) {
      started.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 1",
        "SELECT id FROM rows_of_all",
        "SELECT id FROM Rows_Of_All",
        "SELECT * FROM app.plain_view",
        "SELECT * FROM nested_plain",
        "SELECT * FROM calling_many_built_ins",
        "SELECT * FROM with_cte",
        "SELECT * FROM users",
        "SELECT * FROM parts",
        "SELECT now(), count(*) FROM rows_of_all",
        "SELECT table_name FROM information_schema.tables",
        "SELECT * FROM INFORMATION_SCHEMA.COLUMNS"
      })
  void mayRunOnReplica(String sql) {
    Classification judged = classifier(all).classify(sql);
    assertThat(judged.isRead()).as(judged.reason()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM in_memory",
        "SELECT * FROM without_transactions",
        "SELECT * FROM nowhere",
        "SELECT * FROM texts",
        "SELECT * FROM over_memory",
        "SELECT * FROM calling_clean",
        "SELECT * FROM nested_calling_clean",
        "SELECT * FROM over_server",
        "SELECT * FROM of_last_insert",
        "SELECT * FROM missing",
        "SELECT * FROM performance_schema.users",
        "SELECT * FROM mysql.general_log",
        "SELECT user FROM mysql.user",
        "SELECT * FROM information_schema.innodb_cmp_reset",
        "SELECT * FROM information_schema.plugins",
        "SELECT clean(1)",
        "SELECT CLEAN(1)",
        "SELECT app.clean(1)",
        "SELECT clean_reader(1)",
        "SELECT clean_loop(1)",
        "SELECT clean_cursor()",
        "SELECT clean_writer(1)",
        "SELECT clean_recursive(1)",
        "SELECT clean_twice(1)"
      })
  void belongsOnPrimaryAndLeavesTheSessionAlone(String sql) {
    Classification judged = classifier(all).classify(sql);
    assertThat(judged.isRead()).as(judged.reason()).isFalse();
    assertThat(judged.changesSession()).as(judged.reason()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT sets_variable(1)",
        "SELECT sets_in_query(1)",
        "SELECT sets_mode(1)",
        "SELECT sets_mode_by_name(1)",
        "SELECT takes_lock(1)",
        "SELECT makes_table(1)",
        "SELECT runs_procedure(1)",
        "SELECT over_setter(1)",
        "SELECT two_over_setter(1)",
        "SELECT through_view(1)",
        "SELECT app.now()",
        "SELECT no_such_function(1)",
        "SELECT * FROM calling_setter",
        "SELECT * FROM app.calling_setter",
        "SELECT * FROM nested_calling_setter",
        "SELECT * FROM calling_shadow"
      })
  void mayChangeTheSession(String sql) {
    Classification judged = classifier(all).classify(sql);
    assertThat(judged.changesSession()).as(judged.reason()).isTrue();
    assertThat(judged.isRead()).isFalse();
  }

  @Test
  void labelCountsIfTrustedUnlessTheBodyBreaksIt() throws SQLException {
    try (Connection root = root()) {
      Catalog trusting = new MysqlCatalogReader(UserFunctions.CATALOG).read(root);
      Classifier classifier = classifier(trusting);
      assertThat(classifier.classify("SELECT clean_reader(1)").isRead()).isTrue();
      assertThat(classifier.classify("SELECT clean_loop(1)").isRead()).isTrue();
      assertThat(classifier.classify("SELECT clean_writer(1)").isRead()).isFalse();
      assertThat(classifier.classify("SELECT clean(1)").isRead()).isFalse();
      assertThat(classifier.classify("SELECT takes_lock(1)").changesSession()).isTrue();
    }
  }

  @Test
  void whatTheUserMayNotSeeMeansThePrimary() throws SQLException {
    try (Connection app = app()) {
      Catalog seen = new MysqlCatalogReader(UserFunctions.JUDGED).read(app);
      assertThat(seen.relation(name("rows_of_all"))).isEqualTo(RelationTrait.PLAIN);
      assertThat(seen.function(name("clean"))).isNotEqualTo(FunctionTrait.SAFE);
      assertThat(classifier(seen).classify("SELECT * FROM hidden.secret").isRead()).isFalse();
    }
    try (Connection root = root()) {
      execute(root, "CREATE USER reader IDENTIFIED BY 'reader'");
      execute(root, "GRANT SELECT, EXECUTE ON app.* TO reader");
    }
    assertThat(started).isNotNull();
    try (Connection reader = DriverManager.getConnection(started.jdbcUrl(), "reader", "reader")) {
      Catalog seen = new MysqlCatalogReader(UserFunctions.JUDGED).read(reader);
      assertThat(seen.relation(name("rows_of_all"))).isEqualTo(RelationTrait.PLAIN);
      assertThat(seen.relation(name("plain_view"))).isEqualTo(RelationTrait.UNSEEN);
      assertThat(seen.function(name("clean"))).isEqualTo(FunctionTrait.UNSEEN);
    }
  }

  @Test
  void sameCatalogAsLongAsNothingChanges() throws SQLException {
    MysqlCatalogReader reader = new MysqlCatalogReader(UserFunctions.JUDGED);
    try (Connection root = root()) {
      execute(root, "CREATE FUNCTION replaced() RETURNS INT NO SQL RETURN 1");
      Catalog first = reader.read(root);
      assertThat(reader.read(root)).isSameAs(first);
      execute(root, "DROP FUNCTION replaced");
      execute(root, "CREATE FUNCTION replaced() RETURNS INT NO SQL RETURN GET_LOCK('r', 0)");
      assertThat(first.function(name("replaced"))).isEqualTo(FunctionTrait.PRIMARY);
      assertThat(reader.read(root).function(name("replaced"))).isEqualTo(FunctionTrait.UNSEEN);
      execute(root, "DROP FUNCTION replaced");
    }
  }

  @Test
  void lockedTableDoesNotKeepTheCatalogFromBeingRead() throws SQLException {
    try (Connection holder = root();
        Connection root = root()) {
      execute(holder, "LOCK TABLES rows_of_all WRITE, plain_view WRITE");
      execute(root, "SET lock_wait_timeout = 1");
      Catalog read = new MysqlCatalogReader(UserFunctions.JUDGED).read(root);
      assertThat(read.relation(name("plain_view"))).isEqualTo(RelationTrait.PLAIN);
    }
  }

  private static Classifier classifier(Catalog catalog) {
    Classifier classifier = new Classifier(Dialect.MYSQL, 10);
    classifier.use(catalog);
    return classifier;
  }

  private static QualifiedName name(String name) {
    return new QualifiedName(MysqlServer.DATABASE, name);
  }

  private static Connection root() throws SQLException {
    assertThat(started).isNotNull();
    return started.connectAsRoot();
  }

  private static Connection app() throws SQLException {
    assertThat(started).isNotNull();
    return DriverManager.getConnection(
        started.jdbcUrl(), MysqlServer.APP_USER, MysqlServer.APP_PASSWORD);
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static List<String> schema() throws IOException {
    try (InputStream stream = MysqlCatalogIT.class.getResourceAsStream("catalog.sql")) {
      byte[] bytes = Objects.requireNonNull(stream).readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .toList();
    }
  }
}
