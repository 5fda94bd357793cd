package dev.lagrange.proxy.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.proxy.ProxyOn;
import dev.lagrange.testbed.PostgresCluster;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.api.PostgresqlResult;
import io.r2dbc.postgresql.api.PostgresqlStatement;
import io.r2dbc.spi.R2dbcException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the R2DBC driver can do works through the proxy: it asks for rows by portions and Flush. */
@Timeout(60)
final class R2dbcIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static PostgresCluster cluster;
  private static ProxyOn proxy;

  private PostgresqlConnection connection;

  @BeforeAll
  static void start() throws SQLException {
    cluster = PostgresCluster.builder().replicas(2).start();
    // one keeps up, so that reads leave the primary; the other is behind after each write
    cluster.replicas().get(0).applyDelay(Duration.ofMillis(100));
    proxy = ProxyOn.start(cluster, "consistency=eventual");
  }

  @AfterAll
  static void stop() {
    proxy.close();
    cluster.close();
  }

  @BeforeEach
  void connect() {
    connection = open(proxy);
    update("DROP TABLE IF EXISTS t");
    update("CREATE TABLE t (id int PRIMARY KEY)");
    update("INSERT INTO t SELECT generate_series(1, 1000)");
  }

  @AfterEach
  void disconnect() {
    connection.close().block(LIMIT);
  }

  /** Connects to a proxy. */
  static PostgresqlConnection open(ProxyOn proxy) {
    PostgresqlConnectionConfiguration configuration =
        PostgresqlConnectionConfiguration.builder()
            .host("127.0.0.1")
            .port(proxy.port())
            .database(PostgresCluster.DATABASE)
            .username(PostgresCluster.APP_USER)
            .password(PostgresCluster.APP_PASSWORD)
            .build();
    return Objects.requireNonNull(
        new PostgresqlConnectionFactory(configuration).create().block(LIMIT));
  }

  @Test
  void rowsComeByPortions() {
    String sql = "SELECT id FROM t WHERE id > $1 ORDER BY id";
    List<Integer> all = IntStream.rangeClosed(1, 1000).boxed().toList();
    assertThat(integers(connection.createStatement(sql).bind("$1", 0).fetchSize(7))).isEqualTo(all);
    connection.beginTransaction().block(LIMIT);
    assertThat(integers(connection.createStatement(sql).bind("$1", 0).fetchSize(7))).isEqualTo(all);
    connection.commitTransaction().block(LIMIT);
  }

  @Test
  void aPortionIsEnough() {
    PostgresqlStatement statement =
        connection.createStatement("SELECT id FROM t WHERE id > $1 ORDER BY id").bind("$1", 0);
    assertThat(
            statement
                .fetchSize(5)
                .execute()
                .flatMap(result -> result.map((row, metadata) -> row.get(0, Integer.class)))
                .take(3)
                .collectList()
                .block(LIMIT))
        .containsExactly(1, 2, 3);
    assertThat(integers(connection.createStatement("SELECT count(*)::int FROM t")))
        .containsExactly(1000);
  }

  @Test
  void anErrorWithinATransactionIsRolledBack() {
    connection.beginTransaction().block(LIMIT);
    update("INSERT INTO t VALUES (2000)");
    assertThatThrownBy(() -> update("INSERT INTO t VALUES (2000)"))
        .isInstanceOfSatisfying(
            R2dbcException.class, e -> assertThat(e.getSqlState()).isEqualTo("23505"));
    connection.rollbackTransaction().block(LIMIT);
    assertThat(integers(connection.createStatement("SELECT count(*)::int FROM t")))
        .containsExactly(1000);
  }

  private void update(String sql) {
    connection
        .createStatement(sql)
        .execute()
        .flatMap(PostgresqlResult::getRowsUpdated)
        .blockLast(LIMIT);
  }

  private static List<Integer> integers(PostgresqlStatement statement) {
    return Objects.requireNonNull(
        statement
            .execute()
            .concatMap(result -> result.map((row, metadata) -> row.get(0, Integer.class)))
            .collectList()
            .block(LIMIT));
  }
}
