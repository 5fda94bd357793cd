package dev.lagrange.proxy.clients;

import dev.lagrange.proxy.ProxyOn;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;

/** The client of Vert.x: plain queries, prepared ones, and prepared ones that are kept. */
final class VertxPromiseIT extends PromiseContract {
  private final Vertx vertx = Vertx.vertx();

  @AfterAll
  void closeVertx() throws Exception {
    VertxOn.await(vertx.close());
  }

  @Override
  Stream<String> ways() {
    return Stream.of("plain", "prepared", "kept");
  }

  @Override
  Client connect(ProxyOn proxy, String way) throws Exception {
    PgConnection connection =
        VertxOn.await(
            PgConnection.connect(
                vertx, VertxOn.options(proxy).setCachePreparedStatements(way.equals("kept"))));
    boolean plain = way.equals("plain");
    return new Client() {
      @Override
      public void write(int value) throws Exception {
        VertxOn.await(
            plain
                ? connection.query(WRITE + value).execute()
                : connection.preparedQuery(WRITE + "$1").execute(Tuple.of(value)));
      }

      @Override
      public Seen read() throws Exception {
        RowSet<Row> rows =
            VertxOn.await(
                plain
                    ? connection.query(READ).execute()
                    : connection.preparedQuery(READ).execute());
        Row row = rows.iterator().next();
        return new Seen(row.getInteger(0), row.getString(1));
      }

      @Override
      public void close() throws Exception {
        VertxOn.await(connection.close());
      }
    };
  }
}
