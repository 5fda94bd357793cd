package dev.lagrange.proxy.conversation;

import static dev.lagrange.proxy.conversation.Frontend.bind;
import static dev.lagrange.proxy.conversation.Frontend.closeStatement;
import static dev.lagrange.proxy.conversation.Frontend.describeStatement;
import static dev.lagrange.proxy.conversation.Frontend.execute;
import static dev.lagrange.proxy.conversation.Frontend.flush;
import static dev.lagrange.proxy.conversation.Frontend.join;
import static dev.lagrange.proxy.conversation.Frontend.parse;
import static dev.lagrange.proxy.conversation.Frontend.query;
import static dev.lagrange.proxy.conversation.Frontend.sync;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.proxy.ProxyOn;
import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Promises that a client could have the proxy break by how it cuts its messages. */
final class HeldPromisesIT {
  private static final Login LOGIN = Login.ofApp();

  private static PostgresCluster cluster;
  private static ProxyOn proxy;

  @BeforeAll
  static void start() throws SQLException {
    cluster = PostgresCluster.builder().replicas(2).start();
    cluster.execute("CREATE TABLE t (v int)");
    cluster.awaitReplicasCaughtUp();
    proxy = ProxyOn.start(cluster, "replicaWait=0ms");
  }

  @AfterAll
  static void stop() {
    proxy.close();
    cluster.close();
  }

  @AfterEach
  void resume() throws SQLException {
    cluster.replicas().forEach(PostgresNode::resumeReplay);
    cluster.execute("DELETE FROM t");
    cluster.awaitReplicasCaughtUp();
  }

  private static WireClient client() throws IOException {
    WireClient client = WireClient.connect(new Address("127.0.0.1", proxy.port()));
    client.logIn(LOGIN);
    return client;
  }

  /** Begins a transaction on a replica, which may have to catch up first. */
  private static void beginOnReplica(WireClient client) {
    Await.until(
        "a replica to serve",
        Await.PATIENCE,
        () -> {
          ask(client, query("BEGIN READ ONLY"));
          if (ask(client, query("SELECT pg_is_in_recovery()")).contains("DataRow ['t']")) {
            return true;
          }
          ask(client, query("ROLLBACK"));
          return false;
        });
  }

  /** A text as it is, or the parts of it in one pipeline. */
  private static byte[] atOnce(String text) {
    List<String> parts = List.of(text.split(" \\+ ", -1));
    if (parts.size() == 1) {
      return query(text);
    }
    List<byte[]> messages = new ArrayList<>();
    for (String part : parts) {
      messages.addAll(List.of(parse("", part), bind("", ""), execute("")));
    }
    messages.add(sync());
    return join(messages.toArray(byte[][]::new));
  }

  private static List<String> ask(WireClient client, byte[]... messages) throws IOException {
    for (byte[] message : messages) {
      client.send(message);
    }
    List<String> answers = new ArrayList<>();
    Message last;
    do {
      last = client.read();
      answers.add(last.toString());
    } while (last.type() != 'Z' && last.type() != Message.Raw.CLOSED);
    return answers;
  }

  @Test
  void whatWasWrittenAfterAFlushIsReadByWhatFollows() throws IOException, SQLException {
    try (WireClient client = client()) {
      client.send(parse("", "SELECT count(*) FROM t"));
      client.send(flush());
      assertThat(client.read().type()).isEqualTo('1');
      cluster.replicas().forEach(PostgresNode::pauseReplay);
      cluster.execute("INSERT INTO t VALUES (1)");
      assertThat(ask(client, bind("", ""), execute(""), sync())).contains("DataRow ['1']");
    }
  }

  @Test
  void whatIsFlushedIsAnsweredAlthoughMoreFollowsAtOnce() throws IOException {
    try (WireClient client = client()) {
      byte[] prepares = join(parse("s", "SELECT 7"), describeStatement("s"), flush());
      byte[] runs = join(bind("", "s"), execute(""), sync());
      for (int i = 0; i < 20; i++) {
        assertThat(ask(client, join(prepares, runs, closeStatement("s"), sync())))
            .hasSize(7)
            .startsWith("ParseComplete")
            .endsWith(
                "BindComplete", "DataRow ['7']", "CommandComplete SELECT 1", "ReadyForQuery I");
        assertThat(ask(client)).containsExactly("CloseComplete", "ReadyForQuery I");
      }
    }
  }

  @Test
  void whatWasPreparedUnderAnotherTimeZoneIsNotShared() throws IOException {
    String sql = "SELECT extract(epoch FROM '2020-01-01 00:00'::timestamptz)::bigint";
    try (WireClient tokyo = client();
        WireClient utc = client()) {
      ask(tokyo, query("SET TIME ZONE 'Asia/Tokyo'"));
      ask(utc, query("SET TIME ZONE 'UTC'"));
      for (int i = 0; i < 4; i++) {
        assertThat(ask(tokyo, parse("s" + i, sql), bind("", "s" + i), execute(""), sync()))
            .contains("DataRow ['1577804400']");
        assertThat(ask(utc, parse("s" + i, sql), bind("", "s" + i), execute(""), sync()))
            .contains("DataRow ['1577836800']");
      }
    }
  }

  @Test
  void whatIsOnlyParsedSetsNothing() throws IOException {
    String shown = "SELECT current_setting('app.tenant', true)";
    try (WireClient client = client();
        WireClient other = client()) {
      ask(client, query("SET app.tenant = 'a'"));
      ask(client, parse("", "SET app.tenant = 'b'"), sync());
      ask(other, query("SET app.tenant = 'b'"));
      for (int i = 0; i < 6; i++) {
        assertThat(ask(client, query(shown))).contains("DataRow ['a']");
        assertThat(ask(other, query(shown))).contains("DataRow ['b']");
      }
    }
  }

  @Test
  void aChainedTransactionOnAReplicaReadsNothingStale() throws IOException, SQLException {
    try (WireClient client = client()) {
      beginOnReplica(client);
      assertThat(ask(client, query("SELECT count(*) FROM t"))).contains("DataRow ['0']");
      cluster.replicas().forEach(PostgresNode::pauseReplay);
      cluster.execute("INSERT INTO t VALUES (1)");
      ask(client, query("COMMIT AND CHAIN"));
      assertThat(ask(client, query("SELECT count(*) FROM t"))).doesNotContain("DataRow ['0']");
      assertThat(ask(client, query("ROLLBACK"))).contains("ReadyForQuery I");
      assertThat(ask(client, query("SELECT count(*) FROM t"))).contains("DataRow ['1']");
    }
  }

  /** In one text with its end, or in one pipeline; after an error, too. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "COMMIT; SELECT count(*) FROM t",
        "COMMIT; BEGIN READ ONLY; SELECT count(*) FROM t",
        "COMMIT; BEGIN READ ONLY",
        "ROLLBACK; SELECT count(*) FROM t",
        "SELECT 1/0 | ROLLBACK; SELECT count(*) FROM t",
        "SELECT 1/0 | ROLLBACK; BEGIN READ ONLY",
        "COMMIT + SELECT count(*) FROM t",
        "SELECT 1/0 | ROLLBACK + SELECT count(*) FROM t",
      })
  void whatFollowsATransactionOnAReplicaReadsNothingStale(String texts)
      throws IOException, SQLException {
    try (WireClient client = client()) {
      beginOnReplica(client);
      assertThat(ask(client, query("SELECT count(*) FROM t"))).contains("DataRow ['0']");
      cluster.replicas().forEach(PostgresNode::pauseReplay);
      cluster.execute("INSERT INTO t VALUES (1)");
      for (String text : texts.split(" \\| ", -1)) {
        assertThat(ask(client, atOnce(text))).doesNotContain("DataRow ['0']");
      }
      assertThat(ask(client, query("SELECT count(*) FROM t"))).doesNotContain("DataRow ['0']");
      assertThat(ask(client, query("ROLLBACK"))).contains("ReadyForQuery I");
      assertThat(ask(client, query("SELECT count(*) FROM t"))).contains("DataRow ['1']");
    }
  }

  /** Of what is answered with success nothing is forgotten. */
  @ParameterizedTest
  @ValueSource(
      strings = {"ROLLBACK; RESET ALL", "ROLLBACK; RESET app.tenant", "ROLLBACK + RESET ALL"})
  void aResetBehindAFailedTransactionOnAReplicaCountsOrFails(String text) throws IOException {
    try (WireClient client = client()) {
      ask(client, query("SET app.tenant = '42'"));
      beginOnReplica(client);
      assertThat(ask(client, query("SELECT 1/0"))).contains("ReadyForQuery E");
      assertThat(ask(client, atOnce(text))).last().isEqualTo("ReadyForQuery E");
      assertThat(ask(client, query("ROLLBACK"))).contains("ReadyForQuery I");
      assertThat(ask(client, query("SHOW app.tenant"))).contains("DataRow ['42']");
      ask(client, query("RESET ALL"));
      assertThat(ask(client, query("SHOW app.tenant"))).doesNotContain("DataRow ['42']");
    }
  }

  @Test
  void aThousandStatementsWithoutASyncAreAnswered() throws IOException {
    try (WireClient client = client()) {
      client.send(parse("", "SELECT 1"));
      for (int i = 0; i < 1200; i++) {
        client.send(bind("", ""));
        client.send(execute(""));
      }
      assertThat(ask(client, sync())).filteredOn("DataRow ['1']"::equals).hasSize(1200);
    }
  }
}
