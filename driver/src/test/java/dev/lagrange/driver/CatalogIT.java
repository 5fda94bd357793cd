package dev.lagrange.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.control.catalog.CatalogReader;
import dev.lagrange.control.postgresql.PostgresVendor;
import dev.lagrange.routing.catalog.Catalog;
import dev.lagrange.routing.option.UserFunctions;
import dev.lagrange.routing.sql.Classifier;
import dev.lagrange.routing.sql.Dialect;
import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the database's own catalog says decides where a read runs, and whether it pins. */
@Timeout(600)
final class CatalogIT {

  private static final String PLAIN = "SELECT count(*) FROM t";

  private static final String SCHEMA =
      """
      CREATE TABLE t (id int PRIMARY KEY, v text);
      INSERT INTO t SELECT i, 'v' || i FROM generate_series(1, 10) i;
      CREATE SEQUENCE sq;

      CREATE FUNCTION clean(n int) RETURNS int LANGUAGE sql AS 'SELECT n + 1';
      CREATE FUNCTION clean_standard(n int) RETURNS int LANGUAGE sql RETURN n + 1;
      CREATE FUNCTION clean_plpgsql(n int) RETURNS int LANGUAGE plpgsql AS
        'DECLARE r int; BEGIN SELECT count(*) INTO r FROM t; IF r > n THEN RETURN clean(r); END IF; RETURN 0; END';
      CREATE FUNCTION clean_recursive(n int) RETURNS int LANGUAGE plpgsql AS
        'BEGIN IF n = 0 THEN RETURN 0; END IF; RETURN clean_recursive(n - 1); END';
      CREATE FUNCTION clean_writer(n int) RETURNS bigint LANGUAGE sql AS 'SELECT nextval(''sq'')';
      CREATE FUNCTION setter(n int) RETURNS text LANGUAGE sql AS
        $$SELECT set_config('app.x', 'set', false)$$;
      CREATE FUNCTION setter_standard(n int) RETURNS text LANGUAGE sql
        RETURN set_config('app.x', 'set', false);
      CREATE FUNCTION setter_plpgsql(n int) RETURNS int LANGUAGE plpgsql AS
        'BEGIN SET app.x = ''set''; RETURN n; END';
      CREATE FUNCTION setter_dynamic(n int) RETURNS int LANGUAGE plpgsql AS
        'BEGIN EXECUTE ''SET app.x = 1''; RETURN n; END';
      CREATE FUNCTION over_setter(n int) RETURNS text LANGUAGE sql STABLE AS 'SELECT setter(n)';
      CREATE FUNCTION two_over_setter(n int) RETURNS text LANGUAGE plpgsql AS
        'BEGIN RETURN over_setter(n); END';
      CREATE FUNCTION standard_over_setter(n int) RETURNS text LANGUAGE sql RETURN over_setter(n);
      CREATE FUNCTION behind_operator(int, int) RETURNS int LANGUAGE plpgsql AS
        'BEGIN PERFORM set_config(''app.x'', ''set'', false); RETURN 1; END';
      CREATE OPERATOR <<+>> (LEFTARG = int, RIGHTARG = int, FUNCTION = behind_operator);
      CREATE FUNCTION over_operator(n int) RETURNS int LANGUAGE sql AS 'SELECT n <<+>> n';
      CREATE FUNCTION overloaded(n int) RETURNS int LANGUAGE sql AS 'SELECT n';
      CREATE FUNCTION overloaded(s text) RETURNS text LANGUAGE sql AS
        $$SELECT set_config('app.x', s, false)$$;
      CREATE FUNCTION lower(n int) RETURNS text LANGUAGE sql AS
        $$SELECT set_config('app.x', 'lower', false)$$;
      CREATE FUNCTION stable_one(n int) RETURNS int LANGUAGE plpgsql STABLE AS
        'BEGIN RETURN (SELECT count(*) FROM t); END';
      CREATE FUNCTION in_time_zone(n int) RETURNS int LANGUAGE sql SET timezone = 'UTC'
        AS 'SELECT n';
      CREATE AGGREGATE clean_sum (int) (SFUNC = int4pl, STYPE = int, INITCOND = '0');
      CREATE AGGREGATE setting_sum (int) (SFUNC = behind_operator, STYPE = int, INITCOND = '0');

      CREATE VIEW plain_view AS SELECT id, upper(v) AS v FROM t WHERE id > 0;
      CREATE VIEW nested_plain AS SELECT p.* FROM plain_view p JOIN t USING (id);
      CREATE VIEW drawing AS SELECT nextval('sq') AS n FROM t;
      CREATE VIEW nested_drawing AS SELECT n FROM drawing WHERE n > 0;
      CREATE VIEW locking AS SELECT id FROM t FOR SHARE;
      CREATE VIEW calling AS SELECT setter_plpgsql(id) AS n FROM t;
      CREATE VIEW nested_calling AS SELECT * FROM (SELECT n FROM calling) AS c;
      CREATE VIEW calling_clean AS SELECT clean_plpgsql(id) AS n FROM t;
      CREATE VIEW by_operator AS SELECT id <<+>> id AS n FROM t;
      CREATE VIEW activity AS SELECT pid FROM pg_stat_activity;
      CREATE VIEW locks AS SELECT count(*) AS n FROM (SELECT 1 FROM pg_locks) AS l;
      CREATE VIEW exact_overload AS SELECT overloaded(id) AS n FROM t;
      CREATE MATERIALIZED VIEW kept AS SELECT id, clean_standard(id) AS n FROM t;

      CREATE UNLOGGED TABLE fast (id int);
      CREATE VIEW over_fast AS SELECT * FROM fast;
      CREATE TABLE parts (id int) PARTITION BY RANGE (id);
      CREATE TABLE part_1 PARTITION OF parts FOR VALUES FROM (0) TO (10);
      CREATE TABLE mixed (id int) PARTITION BY RANGE (id);
      CREATE TABLE mixed_1 PARTITION OF mixed FOR VALUES FROM (0) TO (10);
      CREATE UNLOGGED TABLE mixed_2 PARTITION OF mixed FOR VALUES FROM (10) TO (20);

      CREATE TABLE tenants (tenant text, v text);
      ALTER TABLE tenants ENABLE ROW LEVEL SECURITY;
      ALTER TABLE tenants FORCE ROW LEVEL SECURITY;
      CREATE POLICY own ON tenants USING (tenant = current_setting('app.tenant', true));
      CREATE TABLE guarded (id int);
      ALTER TABLE guarded ENABLE ROW LEVEL SECURITY;
      ALTER TABLE guarded FORCE ROW LEVEL SECURITY;
      CREATE POLICY guard ON guarded USING (setter_plpgsql(id) > 0);
      CREATE VIEW over_guarded AS SELECT * FROM guarded;

      CREATE SCHEMA a;
      CREATE SCHEMA b;
      CREATE TABLE a.twin (id int);
      CREATE UNLOGGED TABLE b.twin (id int);
      """;

  private static PostgresCluster cluster;

  @BeforeAll
  static void start() throws SQLException {
    cluster = PostgresCluster.builder().replicas(1).start();
    onPrimary(SCHEMA);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        PLAIN,
        "SELECT * FROM plain_view",
        "SELECT * FROM nested_plain",
        "SELECT * FROM kept",
        "SELECT * FROM parts",
        "SELECT v FROM tenants",
        "SELECT * FROM a.twin",
        "SELECT clean_sum(id) FROM t",
        "SELECT table_name FROM information_schema.tables",
        "SELECT column_name, data_type FROM information_schema.columns",
        "SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace",
        "SELECT * FROM pg_tables",
        "SELECT * FROM pg_views",
        "SELECT * FROM pg_indexes",
        "SELECT * FROM pg_roles",
        "SELECT tablename, attname FROM pg_stats",
        "SELECT 1"
      })
  void mayRunOnReplica(String read) throws SQLException {
    try (Connection connection = connect("")) {
      assertThat(routeOf(connection, read)).startsWith("replica");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM drawing",
        "SELECT * FROM nested_drawing",
        "SELECT * FROM locking",
        "SELECT * FROM calling_clean",
        "SELECT * FROM exact_overload",
        "SELECT * FROM activity",
        "SELECT * FROM locks",
        "SELECT * FROM pg_settings",
        "SELECT last_value FROM sq",
        "SELECT * FROM fast",
        "SELECT * FROM over_fast",
        "SELECT * FROM mixed",
        "SELECT * FROM b.twin",
        "SELECT clean(1)",
        "SELECT clean_standard(1)",
        "SELECT clean_plpgsql(1)",
        "SELECT clean_recursive(3)",
        "SELECT clean_writer(1)",
        "SELECT in_time_zone(1)",
        "SELECT stable_one(1)"
      })
  void runsOnThePrimaryAndPinsNothing(String read) throws SQLException {
    try (Connection connection = connect("")) {
      assertThat(routeOf(connection, read)).startsWith("primary");
      assertThat(routeOf(connection, PLAIN)).as("after it").startsWith("replica");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM calling",
        "SELECT * FROM nested_calling",
        "SELECT * FROM by_operator",
        "SELECT * FROM guarded",
        "SELECT * FROM over_guarded",
        "SELECT setter(1)",
        "SELECT setter_standard(1)",
        "SELECT setter_plpgsql(1)",
        "SELECT setter_dynamic(1)",
        "SELECT over_setter(1)",
        "SELECT two_over_setter(1)",
        "SELECT standard_over_setter(1)",
        "SELECT over_operator(1)",
        "SELECT 1 <<+>> 2",
        "SELECT overloaded(1)",
        "SELECT lower(1)",
        "SELECT setting_sum(id) FROM t"
      })
  void runsOnThePrimaryAndPins(String read) throws SQLException {
    try (Connection connection = connect("")) {
      assertThat(routeOf(connection, read)).startsWith("primary");
      assertThat(routeOf(connection, PLAIN)).as("after it").startsWith("primary");
    }
  }

  @Test
  void nameThatTheSearchPathDecidesCountsAsTheWorst() throws SQLException {
    try (Connection connection = connect("")) {
      connection.setSchema("a");
      assertThat(routeOf(connection, "SELECT * FROM twin")).startsWith("primary");
      assertThat(routeOf(connection, "SELECT * FROM a.twin")).startsWith("replica");
    }
  }

  /** Without a catalog these would have been sent to a replica: nothing in the text stops them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM drawing",
        "SELECT * FROM nested_calling",
        "SELECT * FROM guarded",
        "SELECT * FROM fast",
        "SELECT * FROM mixed",
        "SELECT 1 <<+>> 2",
        "SELECT lower(1)"
      })
  void textAloneWouldPassForRead(String read) {
    Classifier blind = new Classifier(Dialect.POSTGRESQL, 0);
    assertThat(blind.classify(read).isRead()).isTrue();
  }

  @Test
  void sessionChangedBehindViewStaysWithItsConnection() throws SQLException {
    try (Connection connection = connect("")) {
      LagrangeUrl.value(connection, "SELECT n FROM calling");
      assertThat(LagrangeUrl.value(connection, "SELECT current_setting('app.x', true)"))
          .isEqualTo("set");
    }
    try (Connection connection = connect("")) {
      assertThat(LagrangeUrl.value(connection, "SELECT current_setting('app.x', true)"))
          .isNullOrEmpty();
    }
  }

  @Test
  void labelsCountIfTheyAreTrusted() throws SQLException {
    try (Connection connection = connect("userFunctions=catalog")) {
      assertThat(routeOf(connection, "SELECT stable_one(1)")).startsWith("replica");
      assertThat(routeOf(connection, "SELECT clean(1)")).startsWith("primary");
      assertThat(routeOf(connection, PLAIN)).startsWith("replica");
      assertThat(routeOf(connection, "SELECT setter(1)")).startsWith("primary");
      assertThat(routeOf(connection, PLAIN)).startsWith("primary");
    }
  }

  @Test
  void extensionsOverloadsDoNotMakeTheServersOwnUnsafe() throws SQLException {
    try (Connection superuser = cluster.primary().connectAsSuperuser()) {
      LagrangeUrl.execute(superuser, "CREATE EXTENSION citext; CREATE EXTENSION pg_trgm");
    }
    try (Connection connection = connect("ApplicationName=extensions")) {
      assertThat(routeOf(connection, "SELECT max(v) FROM t WHERE v = 'v1' AND id % 2 = 1"))
          .startsWith("replica");
      assertThat(routeOf(connection, "SELECT show_trgm('a')")).startsWith("primary");
    }
  }

  @Test
  void nextReadKnowsWhatThisProcessReplaced() throws SQLException {
    try (Connection connection = connect("ApplicationName=ddl")) {
      LagrangeUrl.execute(connection, "CREATE VIEW replaced AS SELECT 1::bigint AS n");
      awaitReplica(connection, "SELECT n FROM replaced");
      LagrangeUrl.execute(connection, "CREATE OR REPLACE VIEW replaced AS SELECT nextval('sq') n");
      assertThat(routeOf(connection, "SELECT n FROM replaced")).startsWith("primary");
      LagrangeUrl.execute(connection, "DROP VIEW replaced");
    }
  }

  @Test
  void nextReadKnowsWhatThisProcessReplacedInTransaction() throws SQLException {
    try (Connection connection = connect("ApplicationName=transactions")) {
      LagrangeUrl.execute(connection, "CREATE VIEW swapped AS SELECT 1::bigint AS n");
      awaitReplica(connection, "SELECT n FROM swapped");
      connection.setAutoCommit(false);
      LagrangeUrl.execute(connection, "CREATE OR REPLACE VIEW swapped AS SELECT nextval('sq') n");
      connection.commit();
      connection.setAutoCommit(true);
      assertThat(routeOf(connection, "SELECT n FROM swapped")).startsWith("primary");
      LagrangeUrl.execute(connection, "DROP VIEW swapped");
    }
  }

  @Test
  void statementPreparedBeforeTheChangeKnowsIt() throws SQLException {
    try (Connection connection = connect("ApplicationName=prepared")) {
      LagrangeUrl.execute(connection, "CREATE VIEW before AS SELECT 1::bigint AS n");
      awaitReplica(connection, "SELECT n FROM before");
      try (PreparedStatement read = connection.prepareStatement("SELECT n FROM before")) {
        read.executeQuery().close();
        assertThat(LagrangeUrl.route(connection)).startsWith("replica");
        LagrangeUrl.execute(connection, "CREATE OR REPLACE VIEW before AS SELECT nextval('sq') n");
        read.executeQuery().close();
        assertThat(LagrangeUrl.route(connection)).startsWith("primary");
      }
      LagrangeUrl.execute(connection, "DROP VIEW before");
    }
  }

  @Test
  void whatOthersReplaceIsSeenAfterTheRefresh() throws SQLException {
    onPrimary("CREATE VIEW others AS SELECT 1::bigint AS n");
    try (Connection connection = connect("catalogRefresh=1s")) {
      assertThat(routeOf(connection, "SELECT n FROM others")).startsWith("replica");
      onPrimary("CREATE OR REPLACE VIEW others AS SELECT setter_plpgsql(1)::bigint AS n");
      Await.until(
          "the refresh",
          Await.PATIENCE,
          () -> routeOfNew("SELECT n FROM others").startsWith("primary"));
    }
  }

  @Test
  void unchangedCatalogIsNotReadAnew() throws SQLException {
    CatalogReader reader = new PostgresVendor().catalogReader(UserFunctions.JUDGED);
    Catalog first = read(reader);
    assertThat(read(reader)).isSameAs(first);
    onPrimary("CREATE TABLE one_more (id int)");
    Catalog second = read(reader);
    assertThat(second).isNotSameAs(first).isNotEqualTo(first);
    onPrimary("DROP TABLE one_more");
    assertThat(read(reader)).isNotSameAs(second).isEqualTo(first);
  }

  private static Catalog read(CatalogReader reader) throws SQLException {
    try (Connection plain = LagrangeUrl.owner(cluster)) {
      return reader.read(plain);
    }
  }

  private static String routeOfNew(String read) throws SQLException {
    try (Connection connection = connect("catalogRefresh=1s")) {
      return routeOf(connection, read);
    }
  }

  private static void awaitReplica(Connection connection, String read) {
    cluster.awaitReplicasCaughtUp();
    Await.until(
        "the refresh", Await.PATIENCE, () -> routeOf(connection, read).startsWith("replica"));
  }

  private static Connection connect(String options) throws SQLException {
    String weak = "consistency=weak" + (options.isEmpty() ? "" : "&" + options);
    return LagrangeUrl.connect(cluster, weak);
  }

  private static String routeOf(Connection connection, String read) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(read)) {
      while (rows.next()) {
        assertThat(rows.getRow()).isPositive();
      }
    }
    return LagrangeUrl.route(connection);
  }

  private static void onPrimary(String sql) throws SQLException {
    try (Connection owner = LagrangeUrl.owner(cluster)) {
      LagrangeUrl.execute(owner, sql);
    }
    cluster.awaitReplicasCaughtUp();
  }
}
