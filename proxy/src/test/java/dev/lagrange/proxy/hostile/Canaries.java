package dev.lagrange.proxy.hostile;

import dev.lagrange.proxy.ProxyOn;
import dev.lagrange.proxy.conversation.Address;
import dev.lagrange.proxy.conversation.Login;
import dev.lagrange.proxy.conversation.Message;
import dev.lagrange.proxy.conversation.WireClient;
import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** A cluster with a table of which each tenant sees its own rows, by {@code app.tenant}. */
final class Canaries implements AutoCloseable {

  static final String READ = "SELECT v FROM canary";

  /** What locks rows is no read for a replica. */
  static final String READ_ON_PRIMARY = READ + " FOR SHARE";

  private final PostgresCluster cluster;

  private Canaries(PostgresCluster cluster) {
    this.cluster = cluster;
  }

  static Canaries start() throws SQLException {
    PostgresCluster cluster = PostgresCluster.builder().replicas(1).start();
    try (Connection app =
            cluster.primary().connect(PostgresCluster.APP_USER, PostgresCluster.APP_PASSWORD);
        Statement statement = app.createStatement()) {
      statement.execute("CREATE TABLE canary (tenant text, v text)");
      statement.execute("INSERT INTO canary VALUES ('a', 'of a'), ('b', 'of b')");
      statement.execute("CREATE TABLE scratch (n int, v text)");
      statement.execute("ALTER TABLE canary ENABLE ROW LEVEL SECURITY");
      statement.execute("ALTER TABLE canary FORCE ROW LEVEL SECURITY");
      statement.execute(
          "CREATE POLICY own ON canary USING (tenant = current_setting('app.tenant', true))");
    }
    cluster.awaitReplicasCaughtUp();
    return new Canaries(cluster);
  }

  PostgresCluster cluster() {
    return cluster;
  }

  /** A client that has logged in, as the user that all tenants share. */
  static WireClient connect(ProxyOn proxy) throws IOException {
    WireClient client = WireClient.connect(new Address("127.0.0.1", proxy.port()));
    List<Message> greeting = client.logIn(login());
    if (greeting.get(greeting.size() - 1).type() != 'Z') {
      client.close();
      throw new IOException("not let in: " + greeting);
    }
    return client;
  }

  static Login login() {
    return Login.ofApp();
  }

  /** Waits until no connection of a client's user does anything or has a transaction open. */
  void awaitIdle() {
    for (PostgresNode node : cluster.nodes()) {
      Await.until("idle connections to " + node.name(), Await.PATIENCE, () -> busy(node) == 0);
    }
  }

  private static int busy(PostgresNode node) throws SQLException {
    String sql =
        "SELECT count(*) FROM pg_stat_activity WHERE usename = '"
            + PostgresCluster.APP_USER
            + "' AND state <> 'idle'";
    try (Connection connection = node.connectAsSuperuser();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getInt(1);
    }
  }

  @Override
  public void close() {
    cluster.close();
  }
}
