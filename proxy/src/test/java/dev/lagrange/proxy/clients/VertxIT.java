package dev.lagrange.proxy.clients;

import static dev.lagrange.proxy.clients.VertxOn.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.proxy.ProxyOn;
import dev.lagrange.testbed.PostgresCluster;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Cursor;
import io.vertx.sqlclient.PreparedStatement;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Transaction;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the client of Vert.x can do works through the proxy, first of all pipelines. */
@Timeout(60)
final class VertxIT {
  private static PostgresCluster cluster;
  private static ProxyOn proxy;
  private static Vertx vertx;

  private PgConnection connection;

  @BeforeAll
  static void start() throws Exception {
    vertx = Vertx.vertx();
    cluster = PostgresCluster.builder().replicas(2).start();
    // one keeps up, so that reads leave the primary; the other is behind after each write
    cluster.replicas().get(0).applyDelay(Duration.ofMillis(100));
    proxy = ProxyOn.start(cluster, "consistency=eventual");
  }

  @AfterAll
  static void stop() throws Exception {
    await(vertx.close());
    proxy.close();
    cluster.close();
  }

  @BeforeEach
  void connect() throws Exception {
    PgConnectOptions options =
        VertxOn.options(proxy).setPipeliningLimit(64).setCachePreparedStatements(true);
    connection = await(PgConnection.connect(vertx, options));
    await(connection.query("DROP TABLE IF EXISTS t").execute());
    await(connection.query("CREATE TABLE t (id int PRIMARY KEY, v text)").execute());
  }

  @AfterEach
  void disconnect() throws Exception {
    await(connection.close());
  }

  @Test
  void aPipelineOfWritesAndReadsIsAnsweredInItsOrder() throws Exception {
    List<Future<Long>> counts = new ArrayList<>();
    for (int i = 1; i <= 200; i++) {
      connection.preparedQuery("INSERT INTO t VALUES ($1, 'x')").execute(Tuple.of(i));
      counts.add(
          connection
              .preparedQuery("SELECT count(*) FROM t")
              .execute()
              .map(rows -> rows.iterator().next().getLong(0)));
    }
    for (int i = 1; i <= 200; i++) {
      assertThat(await(counts.get(i - 1))).isEqualTo(i);
    }
  }

  @Test
  void anErrorWithinAPipelineIsThatStatementsAlone() throws Exception {
    String insert = "INSERT INTO t VALUES ($1, 'x')";
    Future<RowSet<Row>> first = connection.preparedQuery(insert).execute(Tuple.of(1));
    Future<RowSet<Row>> again = connection.preparedQuery(insert).execute(Tuple.of(1));
    Future<RowSet<Row>> second = connection.preparedQuery(insert).execute(Tuple.of(2));
    await(first);
    assertThat(again.transform(result -> Future.succeededFuture(result.cause())))
        .satisfies(
            failure ->
                assertThat(await(failure))
                    .isInstanceOfSatisfying(
                        PgException.class, e -> assertThat(e.getSqlState()).isEqualTo("23505")));
    await(second);
  }

  @Test
  void batchesAndTransactionsAreKept() throws Exception {
    List<Tuple> rows = IntStream.range(0, 500).mapToObj(i -> Tuple.of(i, "v" + i)).toList();
    Transaction transaction = await(connection.begin());
    await(connection.preparedQuery("INSERT INTO t VALUES ($1, $2)").executeBatch(rows));
    assertThat(count()).isEqualTo(500);
    await(transaction.rollback());
    assertThat(count()).isZero();
    await(connection.preparedQuery("INSERT INTO t VALUES ($1, $2)").executeBatch(rows));
    assertThat(count()).isEqualTo(500);
  }

  @Test
  void aCursorReadsByPortions() throws Exception {
    await(connection.query("INSERT INTO t SELECT i, 'x' FROM generate_series(1, 100) i").execute());
    Transaction transaction = await(connection.begin());
    PreparedStatement statement = await(connection.prepare("SELECT id FROM t ORDER BY id"));
    Cursor cursor = statement.cursor();
    int expected = 0;
    do {
      for (Row row : await(cursor.read(7))) {
        assertThat(row.getInteger(0)).isEqualTo(++expected);
      }
    } while (cursor.hasMore());
    assertThat(expected).isEqualTo(100);
    await(cursor.close());
    await(transaction.commit());
  }

  @Test
  void notificationsArrive() throws Exception {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    connection.notificationHandler(notification -> heard.add(notification.getPayload()));
    await(connection.query("LISTEN news").execute());
    PgConnection other = await(PgConnection.connect(vertx, VertxOn.options(proxy)));
    await(other.query("NOTIFY news, 'first'").execute());
    assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo("first");
    await(other.close());
  }

  private long count() throws Exception {
    return await(connection.query("SELECT count(*) FROM t").execute()).iterator().next().getLong(0);
  }
}
