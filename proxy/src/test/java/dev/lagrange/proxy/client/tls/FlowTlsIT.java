package dev.lagrange.proxy.client.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.proxy.ProxyOn;
import dev.lagrange.proxy.conversation.Frontend;
import dev.lagrange.proxy.conversation.Login;
import dev.lagrange.proxy.conversation.Message;
import dev.lagrange.proxy.conversation.WireClient;
import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.Sql;
import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Much in both directions over TLS, and clients that do not read, cancel or go. */
@Timeout(120)
final class FlowTlsIT {

  private static final Login LOGIN = Login.ofApp();
  private static final String LARGE =
      "SELECT n, repeat('x', 1000) FROM generate_series(1, 60000) n";

  @TempDir private static Path folder;
  private static SSLContext context;
  private static PostgresCluster cluster;
  private static ProxyOn proxy;

  @BeforeAll
  static void start() throws Exception {
    X509Bundle authority = Certificates.authority();
    context = Certificates.context(authority, null);
    ClientTls tls =
        ClientTls.of(
            TlsMode.REQUIRE, Certificates.write(folder, Certificates.server(authority), null));
    cluster = PostgresCluster.builder().start();
    proxy = ProxyOn.start(cluster, tls);
  }

  @AfterAll
  static void stop() {
    proxy.close();
    cluster.close();
  }

  private static WireClient connect() throws IOException {
    return loggedIn(TlsConnection.asked(proxy.port(), context));
  }

  private static WireClient loggedIn(SSLSocket socket) throws IOException {
    WireClient client = TlsConnection.client(proxy.port(), socket);
    client.logIn(LOGIN);
    return client;
  }

  private static List<String> ready(WireClient client) throws IOException {
    return client.readUntil(message -> message.type() == 'Z').stream()
        .map(Message::outline)
        .toList();
  }

  @Test
  void row74WhoDoesNotReadHoldsUpItsServerAndNobodyElse() throws Exception {
    try (WireClient slow = connect();
        WireClient other = connect()) {
      slow.send(Frontend.query(LARGE));
      // so the server is held back, and nothing piles up in the proxy
      Await.until(
          "the server to wait for who does not read",
          Await.PATIENCE,
          () -> cluster.primary().countWaiting("ClientWrite") == 1);
      other.send(Frontend.query("SELECT 1"));
      assertThat(ready(other)).containsExactly("T", "D", "C(SELECT 1)", "Z(I)");
      assertThat(ready(slow)).hasSize(60003).contains("C(SELECT 60000)");
    }
  }

  @Test
  void whoSendsFasterThanItsServerReadsIsHeldBackToo() throws Exception {
    byte[] row = Frontend.copyData("x".repeat(10_000) + "\n");
    try (WireClient client = connect()) {
      client.send(Frontend.query("CREATE TABLE many (v text)"));
      ready(client);
      client.send(Frontend.query("COPY many FROM STDIN"));
      assertThat(client.read().type()).isEqualTo('G');
      for (int i = 0; i < 4000; i++) {
        client.send(row);
      }
      client.send(Frontend.copyDone());
      assertThat(ready(client)).containsExactly("C(COPY 4000)", "Z(I)");
      client.send(Frontend.query("COPY many TO STDOUT"));
      assertThat(ready(client)).hasSize(4004).contains("C(COPY 4000)");
    }
  }

  @Test
  void aLongPipelineIsAnsweredInItsOrder() throws Exception {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    int count = 3000;
    for (int i = 0; i < count; i++) {
      all.writeBytes(Frontend.parse("", "SELECT " + i));
      all.writeBytes(Frontend.bind("", ""));
      all.writeBytes(Frontend.execute(""));
      all.writeBytes(Frontend.sync());
    }
    try (WireClient client = connect()) {
      client.send(all.toByteArray());
      for (int i = 0; i < count; i++) {
        assertThat(ready(client)).containsExactly("1", "2", "D", "C(SELECT 1)", "Z(I)");
      }
    }
  }

  @Test
  void row63CancelComesOverTlsOrInClear() throws Exception {
    for (boolean encrypted : List.of(true, false)) {
      try (WireClient client = connect()) {
        client.send(Frontend.query("SELECT pg_sleep(600)"));
        Await.until(
            "the statement to run",
            Await.PATIENCE,
            () -> cluster.primary().countWaiting("PgSleep") == 1);
        if (encrypted) {
          try (SSLSocket canceller = TlsConnection.atOnce(proxy.port(), context, "postgresql")) {
            canceller.getOutputStream().write(client.cancelRequest());
            assertThat(canceller.getInputStream().read()).isEqualTo(-1);
          }
        } else {
          // as libpq before 17 does, whatever the connection is
          client.cancel();
        }
        assertThat(ready(client)).containsExactly("T", "E(57014)", "Z(I)");
      }
    }
  }

  @Test
  void row74WhoSaysGoodbyeToTlsOnlyIsAnsweredWhatItAsked() throws Exception {
    try (WireClient client = connect()) {
      client.send(Frontend.query("SELECT 1"));
      // close_notify, and the socket stays open: TLS 1.3 has half-closed connections
      client.halfClose();
      assertThat(client.readUntil(message -> false).stream().map(Message::outline))
          .containsExactly("T", "D", "C(SELECT 1)", "Z(I)", "closed");
    }
  }

  @Test
  void whoGoesWithATransactionOpenLeavesNoneBehind() throws Exception {
    for (boolean atOnce : List.of(true, false)) {
      WireClient client =
          atOnce ? loggedIn(TlsConnection.atOnce(proxy.port(), context, "postgresql")) : connect();
      client.send(Frontend.query("BEGIN; CREATE TABLE never (id int)"));
      ready(client);
      client.close();
      Await.until("the transaction to end", Await.PATIENCE, () -> open() == 0);
    }
  }

  private static int open() throws Exception {
    try (Connection direct = cluster.primary().connectAsSuperuser()) {
      return Integer.parseInt(
          Sql.value(
              direct,
              "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'"));
    }
  }
}
