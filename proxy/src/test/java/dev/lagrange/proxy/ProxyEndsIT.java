package dev.lagrange.proxy;

import static dev.lagrange.proxy.NodesDieIT.cluster;
import static dev.lagrange.testbed.Sql.execute;
import static dev.lagrange.testbed.Sql.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.proxy.conversation.Address;
import dev.lagrange.proxy.conversation.Frontend;
import dev.lagrange.proxy.conversation.Login;
import dev.lagrange.proxy.conversation.Message;
import dev.lagrange.proxy.conversation.WireClient;
import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A proxy that ends: who has something open may finish it, and all are told. */
@Timeout(120)
final class ProxyEndsIT {

  private static CompletableFuture<Boolean> drain(ProxyOn proxy) {
    return CompletableFuture.supplyAsync(() -> proxy.proxy().drain(Await.PATIENCE));
  }

  private static void awaitSentAway(Connection idle) {
    Await.until(
        "the idle client to be sent away",
        Await.PATIENCE,
        () -> {
          try {
            value(idle, "SELECT 1");
            return false;
          } catch (SQLException e) {
            return e.getSQLState().equals("57P01") || e.getSQLState().startsWith("08");
          }
        });
  }

  private static List<String> rest(WireClient client) throws IOException {
    return client.readUntil(message -> false).stream().map(Message::outline).toList();
  }

  @Test
  void clientsAreSentAwayOnceTheyAreDone() throws SQLException {
    try (PostgresCluster cluster = cluster(1);
        ProxyOn proxy = ProxyOn.start(cluster, "");
        Connection idle = proxy.connect("");
        Connection busy = proxy.connect("")) {
      busy.setAutoCommit(false);
      execute(busy, "UPDATE t SET v = 7");
      CompletableFuture<Boolean> drained = drain(proxy);
      awaitSentAway(idle);
      assertThat(drained).isNotDone();
      busy.commit();
      assertThat(drained.join()).isTrue();
    }
  }

  @Test
  void clientIsSentAwayWhenItsWaitIsOver() throws Exception {
    try (PostgresCluster cluster = cluster(1);
        ProxyOn proxy = ProxyOn.start(cluster, "failoverTimeout=5s");
        Connection other = proxy.connect("");
        WireClient client = WireClient.connect(new Address("127.0.0.1", proxy.port()))) {
      client.logIn(Login.ofApp());
      cluster.primary().kill();
      client.send(Frontend.query("UPDATE t SET v = 8"));
      for (int i = 0; i < 50; i++) { // by when it waits for a primary
        value(other, "SHOW lagrange.consistency");
      }
      assertThat(proxy.proxy().drain(Duration.ofSeconds(60))).isTrue();
      assertThat(rest(client)).endsWith("Z(I)", "E(57P01)", "closed");
    }
  }

  @Test
  void whatIsHalfSentIsFinished() throws Exception {
    try (PostgresCluster cluster = cluster(0);
        ProxyOn proxy = ProxyOn.start(cluster, "");
        Connection idle = proxy.connect("");
        WireClient parsed = WireClient.connect(new Address("127.0.0.1", proxy.port()));
        WireClient flushed = WireClient.connect(new Address("127.0.0.1", proxy.port()));
        WireClient failed = WireClient.connect(new Address("127.0.0.1", proxy.port()))) {
      parsed.logIn(Login.ofApp());
      flushed.logIn(Login.ofApp());
      failed.logIn(Login.ofApp());
      parsed.send(Frontend.parse("", "SELECT 1"));
      flushed.send(Frontend.join(Frontend.parse("", "SELECT 2"), Frontend.flush()));
      assertThat(flushed.read().outline()).isEqualTo("1");
      failed.send(
          Frontend.join(
              Frontend.parse("", "SELECT 1/(1-$1::int)"),
              Frontend.bind("", "", "1"),
              Frontend.execute(""),
              Frontend.flush()));
      failed.readUntil(message -> message.type() == 'E');

      CompletableFuture<Boolean> drained = drain(proxy);
      awaitSentAway(idle);
      byte[] end = Frontend.join(Frontend.bind("", ""), Frontend.execute(""), Frontend.sync());
      parsed.send(end);
      flushed.send(end);
      failed.send(Frontend.sync());

      assertThat(rest(parsed))
          .containsExactly("1", "2", "D", "C(SELECT 1)", "Z(I)", "E(57P01)", "closed");
      assertThat(rest(flushed))
          .containsExactly("2", "D", "C(SELECT 1)", "Z(I)", "E(57P01)", "closed");
      assertThat(rest(failed)).containsExactly("Z(I)", "E(57P01)", "closed");
      assertThat(drained.join()).isTrue();
    }
  }
}
