package dev.lagrange.proxy.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lagrange.proxy.ProxyOn;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.RedisServer;
import java.io.IOException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The proxy answers a client whose session has a key, and is kept before it goes on, as PostgreSQL
 * does; in the same ways it differs as without a key.
 */
final class NamedConversationsIT extends ProxyContract {
  private static @Nullable RedisServer redis;

  @BeforeAll
  static void start() throws SQLException {
    assumeTrue(RedisServer.isFound(), RedisServer.NOT_FOUND);
    redis = RedisServer.start();
    cluster = PostgresCluster.builder().replicas(2).start();
    proxy =
        ProxyOn.start(
            cluster, "sessionScope=context&tokenStoreTimeout=30s&tokenStore=" + redis.url());
  }

  @AfterAll
  static void stop() {
    if (redis != null) {
      redis.close();
    }
  }

  @Override
  protected Login login() {
    return LOGIN.with("lagrange.session", "user-42");
  }

  @Test
  void theKeyIsTakenAndOneWithAZeroByteIsNot() throws IOException {
    try (WireClient client = WireClient.connect(underTest())) {
      client.logIn(login());
      assertThat(answer(client, "SHOW lagrange.session")).contains("user-42");
      assertThat(answer(client, "SET lagrange.session = 'user-\0' -- 43'")).contains("08P01");
      assertThat(answer(client, "SHOW lagrange.session")).contains("user-42");
    }
  }

  private static String answer(WireClient client, String sql) throws IOException {
    client.send(Frontend.query(sql));
    return client.readUntil(message -> message.type() == 'Z').toString();
  }
}
