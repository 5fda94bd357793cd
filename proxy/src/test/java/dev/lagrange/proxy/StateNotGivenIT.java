package dev.lagrange.proxy;

import static dev.lagrange.proxy.ProxyOn.awaitReadOnReplica;
import static dev.lagrange.testbed.Sql.execute;
import static dev.lagrange.testbed.Sql.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a session has set, and a replica does not know yet, or is lost over. */
@Timeout(120)
final class StateNotGivenIT {

  private static final String USER = "SELECT current_user";

  private PostgresCluster cluster;
  private PostgresNode replica;
  private ProxyOn proxy;
  private Connection client;

  @BeforeEach
  void start() throws SQLException {
    cluster = PostgresCluster.builder().replicas(1).start();
    replica = cluster.replicas().get(0);
    proxy = ProxyOn.start(cluster, "consistency=weak");
    client = proxy.connect("");
    awaitReadOnReplica(client, USER, PostgresCluster.APP_USER);
  }

  @AfterEach
  void stop() throws SQLException {
    client.close();
    proxy.close();
    cluster.close();
  }

  @Test
  void aReplicaThatCannotBeGivenItIsPassedOver() throws SQLException {
    replica.pauseReplay();
    try (Connection superuser = cluster.primary().connectAsSuperuser()) {
      execute(superuser, "CREATE ROLE tenant");
      execute(superuser, "GRANT tenant TO " + PostgresCluster.APP_USER);
    }
    execute(client, "SET ROLE tenant");
    for (int i = 0; i < 3; i++) {
      assertThat(value(client, USER)).isEqualTo("tenant");
      assertThat(value(client, "SHOW lagrange.route")).startsWith("primary");
    }
    replica.resumeReplay();
    awaitReadOnReplica(client, USER, "tenant");
  }

  @Test
  void aReplicaThatIsLostWhileItIsGivenItFailsNoRead() throws SQLException {
    execute(client, "SET default_tablespace = pg_default");
    CompletableFuture<String> read;
    try (Connection locking = cluster.primary().connectAsSuperuser();
        Connection there = replica.connectAsSuperuser()) {
      locking.setAutoCommit(false);
      execute(locking, "LOCK TABLE pg_tablespace IN ACCESS EXCLUSIVE MODE");
      cluster.execute("CREATE TABLE written_so_that_the_lock_is_replayed ()");
      cluster.awaitReplicasCaughtUp();
      read = CompletableFuture.supplyAsync(this::shown);
      Await.until(
          "the replica to be given it",
          Await.PATIENCE,
          () -> value(there, "SELECT count(*) FROM pg_locks WHERE NOT granted").equals("1"));
      replica.endSessions("wait_event_type = 'Lock'");
    }
    assertThat(read.join()).isEqualTo(PostgresCluster.APP_USER);
  }

  private String shown() {
    try {
      return value(client, USER);
    } catch (SQLException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
