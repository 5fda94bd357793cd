package dev.lagrange.proxy.clients;

import dev.lagrange.proxy.ProxyOn;
import dev.lagrange.testbed.PostgresCluster;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnectOptions;
import java.util.concurrent.TimeUnit;

/** How Vert.x is pointed at a proxy, and waited for. */
final class VertxOn {
  private static final long LIMIT_SECONDS = 30;

  private VertxOn() {}

  static PgConnectOptions options(ProxyOn proxy) {
    return new PgConnectOptions()
        .setHost("127.0.0.1")
        .setPort(proxy.port())
        .setDatabase(PostgresCluster.DATABASE)
        .setUser(PostgresCluster.APP_USER)
        .setPassword(PostgresCluster.APP_PASSWORD);
  }

  static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
  }
}
