package dev.lagrange.proxy.clients;

import dev.lagrange.proxy.ProxyOn;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.api.PostgresqlResult;
import io.r2dbc.postgresql.api.PostgresqlStatement;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;

/** The R2DBC driver: simple queries, and extended ones with a bound parameter. */
final class R2dbcPromiseIT extends PromiseContract {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @Override
  Stream<String> ways() {
    return Stream.of("simple", "extended");
  }

  @Override
  Client connect(ProxyOn proxy, String way) {
    PostgresqlConnection connection = R2dbcIT.open(proxy);
    boolean simple = way.equals("simple");
    return new Client() {
      @Override
      public void write(int value) {
        PostgresqlStatement statement =
            simple
                ? connection.createStatement(WRITE + value)
                : connection.createStatement(WRITE + "$1").bind("$1", value);
        statement.execute().flatMap(PostgresqlResult::getRowsUpdated).blockLast(LIMIT);
      }

      @Override
      public Seen read() {
        PostgresqlStatement statement =
            simple
                ? connection.createStatement(READ)
                : connection.createStatement(READ + " WHERE v >= $1").bind("$1", 0);
        return Objects.requireNonNull(
            statement
                .execute()
                .flatMap(
                    result ->
                        result.map(
                            (row, metadata) ->
                                new Seen(row.get(0, Integer.class), row.get(1, String.class))))
                .blockLast(LIMIT));
      }

      @Override
      public void close() {
        connection.close().block(LIMIT);
      }
    };
  }
}
