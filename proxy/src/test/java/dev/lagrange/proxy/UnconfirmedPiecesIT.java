package dev.lagrange.proxy;

import static dev.lagrange.proxy.conversation.Frontend.bind;
import static dev.lagrange.proxy.conversation.Frontend.execute;
import static dev.lagrange.proxy.conversation.Frontend.flush;
import static dev.lagrange.proxy.conversation.Frontend.parse;
import static dev.lagrange.proxy.conversation.Frontend.query;
import static dev.lagrange.proxy.conversation.Frontend.sync;
import static dev.lagrange.testbed.StandbyCluster.READ;
import static dev.lagrange.testbed.StandbyCluster.replication;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.proxy.conversation.Address;
import dev.lagrange.proxy.conversation.Login;
import dev.lagrange.proxy.conversation.Message;
import dev.lagrange.proxy.conversation.WireClient;
import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.Link;
import dev.lagrange.testbed.Link.Direction;
import dev.lagrange.testbed.StandbyCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients that ask for their answers before they send Sync are told no more than others: here
 * standbys hear nothing, and the primary is made to acknowledge without them.
 */
@Timeout(120)
final class UnconfirmedPiecesIT {

  private StandbyCluster cluster;
  private ProxyOn proxy;
  private WireClient client;

  @BeforeEach
  void start() throws SQLException, IOException {
    cluster = StandbyCluster.start(3, 2);
    proxy =
        ProxyOn.start(
            cluster.servers(),
            "probeInterval=50ms&consistency=strong&failoverTimeout=3s&strongReads=index");
    client = WireClient.connect(new Address("127.0.0.1", proxy.port()));
    client.logIn(Login.ofApp());
    Await.until(
        "all standbys to be known",
        Await.PATIENCE,
        () -> !ask("INSERT INTO t VALUES (-1); DELETE FROM t WHERE id < 0").contains("E("));
  }

  private String ask(String sql) throws IOException {
    client.send(query(sql));
    return outlineOf(answers("Z"));
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    proxy.close();
    cluster.close();
  }

  private void send(String sql, byte[] last) throws IOException {
    client.send(parse("", sql));
    client.send(bind("", ""));
    client.send(execute(""));
    client.send(last);
  }

  private List<Message> answers(String types) {
    try {
      return client.readUntil(message -> types.indexOf(message.type()) >= 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String outlineOf(List<Message> messages) {
    return String.join(" ", messages.stream().map(Message::outline).toList());
  }

  /** What comes, while every wait for standbys is cancelled. */
  private String answersOfCancelledWaits(String types) {
    CompletableFuture<List<Message>> answers = CompletableFuture.supplyAsync(() -> answers(types));
    cluster.cancelWaitsUntil(answers);
    return outlineOf(answers.join());
  }

  private void cut() {
    replication(cluster.replicas(), link -> link.cut(Direction.TO_CLIENT));
  }

  @Test
  void whatIsWrittenBehindARollbackIsConfirmed() throws IOException {
    assertThat(ask("BEGIN; INSERT INTO t VALUES (2)")).endsWith("Z(T)");
    send("ROLLBACK", flush());
    assertThat(outlineOf(answers("C"))).endsWith("C(ROLLBACK)");
    cut();
    send("INSERT INTO t VALUES (5)", sync());
    assertThat(answersOfCancelledWaits("Z")).contains("E(08007)").doesNotContain("C(INSERT");
    replication(cluster.replicas(), Link::restore);
  }

  @Test
  void aCommitThatIsAskedForBeforeSyncIsConfirmed() throws IOException {
    assertThat(ask("BEGIN; INSERT INTO t VALUES (2)")).endsWith("Z(T)");
    cut();
    send("COMMIT", flush());
    assertThat(answersOfCancelledWaits("CE")).contains("E(08007)").doesNotContain("C(COMMIT)");
    replication(cluster.replicas(), Link::restore);
  }

  @Test
  void whatIsWrittenBesideAReadThatCannotBeShownIsOfUnknownOutcome() throws Exception {
    writeWhatNobodyHolds();
    client.send(
        query("INSERT INTO t VALUES (7); SELECT repeat('x', 1000) FROM generate_series(1, 2000)"));
    assertThat(answersOfCancelledWaits("Z")).startsWith("E(08007)").contains("Z(I)");
    replication(cluster.replicas(), Link::restore);
  }

  /** From now on no read of the primary can be confirmed. */
  private void writeWhatNobodyHolds() throws Exception {
    cut();
    try (Connection writer = StandbyCluster.connect(cluster.primary())) {
      CompletableFuture<String> other =
          CompletableFuture.supplyAsync(
              () -> StandbyCluster.stateOf(writer, "INSERT INTO t VALUES (6)"));
      Await.until(
          "it to wait", Await.PATIENCE, () -> cluster.primary().countWaiting("SyncRep") > 0);
      cluster.cancelWaits();
      assertThat(other.join()).as("believed").isEqualTo("none");
    }
  }

  private static String parameterOf(Message status) {
    ByteBuffer body = status.payload();
    return Message.text(body) + "=" + Message.text(body);
  }

  private static String besides(List<Message> messages) {
    return messages.stream()
        .filter(message -> message.type() == 'S')
        .map(UnconfirmedPiecesIT::parameterOf)
        .collect(joining(" "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SET work_mem = '5MB'; SELECT id FROM t",
        "COMMIT; SELECT id FROM t",
        "CREATE TEMP TABLE IF NOT EXISTS own (a int); SELECT id FROM t",
        "SELECT id FROM t; SELECT 1/0"
      })
  void aReadBesideSomethingElseInOneTextIsConfirmedToo(String text) throws Exception {
    assertThat(ask(text)).contains("D");
    writeWhatNobodyHolds();
    client.send(query(text));
    assertThat(answersOfCancelledWaits("Z"))
        .containsAnyOf("E(LG004)", "E(08007)")
        .doesNotContain("D");
    replication(cluster.replicas(), Link::restore);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aLaterPieceThatCannotBeConfirmedIsNotShown(boolean held) throws Exception {
    int rows = 40_000; // far more than fits between the server and a client that does not read
    String read = "SELECT repeat('x', 1000) FROM t, generate_series(1, " + rows + ")";
    client.send(query("SET work_mem = '5MB'; " + read)); // on the primary
    assertThat(outlineOf(answers("D"))).isEqualTo("C(SET) T D");
    if (!held) {
      writeWhatNobodyHolds();
    }
    String rest = outlineOf(client.readUntil(message -> message.type() == 'Z'));
    if (held) {
      assertThat(rest).endsWith("C(SELECT " + rows + ") Z(I)");
    } else {
      assertThat(rest)
          .doesNotContain("C(")
          .containsAnyOf("closed", "E(LG004) Z(I)", "E(08007) Z(I)");
      replication(cluster.replicas(), Link::restore);
    }
  }

  /** One answer is kept as a whole, the other one in pieces, of which the first is refused. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3000})
  void aSettingIsToldAlthoughTheRowsAreNot(int rows) throws Exception {
    String read = "; SELECT id, repeat('x', 1000) FROM t, generate_series(1, " + rows + ")";
    client.send(query("SET client_encoding = 'LATIN1'" + read));
    List<Message> shown = answers("Z");
    assertThat(outlineOf(shown)).contains("D").doesNotContain("E(");
    assertThat(besides(shown)).isEqualTo("client_encoding=LATIN1");

    writeWhatNobodyHolds();
    client.send(query("SET client_encoding = 'UTF8'" + read));
    List<Message> refused = answers("Z");

    assertThat(outlineOf(refused)).isEqualTo("S E(LG004) Z(I)");
    assertThat(besides(refused)).isEqualTo("client_encoding=UTF8");
    // which is how it is
    replication(cluster.replicas(), Link::restore);
    client.send(query("SHOW client_encoding"));
    assertThat(answers("Z").toString()).contains("UTF8");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3000})
  void aNotificationIsToldAlthoughTheRowsAreNot(int rows) throws Exception {
    assertThat(ask("LISTEN news")).contains("C(LISTEN)");
    writeWhatNobodyHolds();
    client.send(
        query(
            "NOTIFY news; SELECT id, repeat('x', 1000) FROM t, generate_series(1, " + rows + ")"));
    List<Message> refused = answers("Z");

    assertThat(outlineOf(refused)).isEqualTo("A E(08007) Z(I)");
    replication(cluster.replicas(), Link::restore);
  }

  @Test
  void whatTheProxyItselfAnswersIsNotKept() throws IOException {
    assertThat(ask("BEGIN")).endsWith("Z(T)");
    client.send(parse("a", "SELECT 7"));
    client.send(flush());
    answers("1");
    send(READ, flush());
    answers("C");
    client.send(parse("b", "SELECT 7"));
    client.send(flush());
    assertThat(outlineOf(answers("1"))).isEqualTo("1");
  }
}
