package dev.lagrange.proxy;

import static dev.lagrange.proxy.conversation.Frontend.bind;
import static dev.lagrange.proxy.conversation.Frontend.copyDone;
import static dev.lagrange.proxy.conversation.Frontend.execute;
import static dev.lagrange.proxy.conversation.Frontend.flush;
import static dev.lagrange.proxy.conversation.Frontend.join;
import static dev.lagrange.proxy.conversation.Frontend.parse;
import static dev.lagrange.proxy.conversation.Frontend.query;
import static dev.lagrange.testbed.Sql.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.proxy.client.Pooling;
import dev.lagrange.proxy.client.limit.ClientLimits;
import dev.lagrange.proxy.conversation.Address;
import dev.lagrange.proxy.conversation.Login;
import dev.lagrange.proxy.conversation.Message;
import dev.lagrange.proxy.conversation.WireClient;
import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients that do nothing are sent away. How long it takes until somebody would be is not measured:
 * two others who do nothing are sent away meanwhile, one after the other.
 */
@Timeout(180)
final class IdleClientsIT {

  private static final Duration LIMIT = Duration.ofSeconds(1);
  private static final ClientLimits BOTH = new ClientLimits(null, LIMIT, LIMIT);
  private static final ClientLimits IDLE_ONLY = new ClientLimits(null, LIMIT, null);
  private static final ClientLimits TRANSACTION_ONLY = new ClientLimits(null, null, LIMIT);
  private static final String UPDATE = "UPDATE t SET v = v + 1 WHERE id = 1";

  private static PostgresCluster cluster;
  private static ProxyOn proxy;
  private final List<WireClient> clients = new ArrayList<>();

  @BeforeAll
  static void start() throws SQLException {
    cluster = PostgresCluster.builder().start();
    cluster.execute("CREATE TABLE t (id int PRIMARY KEY, v int)");
    cluster.execute("INSERT INTO t VALUES (1, 0)");
    proxy = start(BOTH);
  }

  @AfterAll
  static void stop() {
    proxy.close();
    cluster.close();
  }

  @BeforeEach
  void reset() throws SQLException {
    cluster.execute("DELETE FROM t WHERE id > 1");
  }

  @AfterEach
  void disconnect() throws IOException {
    for (WireClient client : clients) {
      client.close();
    }
    clients.clear();
  }

  private static ProxyOn start(ClientLimits limits) throws SQLException {
    return ProxyOn.start(cluster, "", Pooling.TRANSACTION, limits);
  }

  private WireClient connect(ProxyOn to, String application) throws IOException {
    WireClient client = WireClient.connect(new Address("127.0.0.1", to.port()));
    clients.add(client);
    List<Message> messages = client.logIn(Login.ofApp().with("application_name", application));
    assertThat(messages.get(messages.size() - 1).type()).isEqualTo('Z');
    return client;
  }

  private WireClient connect(ProxyOn to) throws IOException {
    return connect(to, "");
  }

  private static List<String> ask(WireClient client, char last, byte[]... messages)
      throws IOException {
    client.send(join(messages));
    return client.readUntil(one -> one.type() == last).stream().map(Message::outline).toList();
  }

  /** What it is told, and that it is over then. */
  private static void assertEnds(WireClient client, String state) throws IOException {
    List<Message> last = client.readUntil(one -> one.type() == 'E');
    Message error = last.get(last.size() - 1);
    assertThat(error.type()).as("%s", last).isEqualTo('E');
    assertThat(error.field('C')).isEqualTo(state);
    assertThat(error.field('S')).isEqualTo("FATAL");
    assertThat(error.field('M')).startsWith("terminating connection due to idle");
    assertThat(error.field('D')).contains("timeout=1s of the proxy");
    assertThat(client.read().outline()).isEqualTo("closed");
  }

  /** Waits for longer than anybody may do nothing there. */
  private void timePasses(ProxyOn at, boolean inTransaction) throws IOException {
    for (int i = 0; i < 2; i++) {
      WireClient witness = connect(at);
      if (inTransaction) {
        ask(witness, 'Z', query("BEGIN"));
      }
      assertEnds(witness, inTransaction ? "25P03" : "57P05");
    }
  }

  private static void assertServed(WireClient client, String sql) throws IOException {
    List<String> answers = ask(client, 'Z', query(sql));
    assertThat(answers.get(answers.size() - 1)).startsWith("Z");
    assertThat(answers).noneMatch(answer -> answer.startsWith("E"));
  }

  private static void assertNothingWasWritten() throws SQLException {
    try (Connection direct = cluster.primary().connectAsSuperuser()) {
      // waits for the lock of whoever is still there
      assertThat(value(direct, "SELECT v FROM t WHERE id = 1 FOR UPDATE")).isEqualTo("0");
    }
  }

  private static void awaitConnections(String application, int many) {
    Await.until(
        many + " connections of " + application,
        Await.PATIENCE,
        () -> {
          try (Connection direct = cluster.primary().connectAsSuperuser()) {
            String sql = "SELECT count(*) FROM pg_stat_activity WHERE application_name = '%s'";
            return value(direct, sql.formatted(application)).equals(Integer.toString(many));
          }
        });
  }

  @Test
  void whoDoesNothingGoesAndWhoDoesSomethingStays() throws IOException {
    WireClient active = connect(proxy);
    CompletableFuture<Void> passed =
        CompletableFuture.runAsync(
            () -> {
              try {
                timePasses(proxy, false);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    while (!passed.isDone()) {
      assertServed(active, "SELECT 1");
    }
    passed.join();
    assertServed(active, "SELECT 1");
    assertEnds(active, "57P05");
  }

  @Test
  void withoutALimitNobodyGoes() throws Exception {
    try (ProxyOn unlimited = start(ClientLimits.none())) {
      WireClient idle = connect(unlimited);
      WireClient inTransaction = connect(unlimited);
      ask(inTransaction, 'Z', query("BEGIN"));
      timePasses(proxy, false);
      assertServed(idle, "SELECT 1");
      assertServed(inTransaction, "SELECT 1");
    }
  }

  @Test
  void eachLimitIsForItsOwn() throws Exception {
    try (ProxyOn idleOnly = start(IDLE_ONLY);
        ProxyOn transactionOnly = start(TRANSACTION_ONLY)) {
      WireClient inTransaction = connect(idleOnly);
      ask(inTransaction, 'Z', query("BEGIN"));
      timePasses(idleOnly, false);
      assertServed(inTransaction, "ROLLBACK");
      WireClient idle = connect(transactionOnly);
      timePasses(transactionOnly, true);
      assertServed(idle, "SELECT 1");
    }
  }

  @Test
  void whatATransactionHeldIsFree() throws Exception {
    WireClient client = connect(proxy, "holds");
    ask(client, 'Z', query("BEGIN"));
    ask(client, 'Z', query(UPDATE));
    assertEnds(client, "25P03");
    assertNothingWasWritten();
    awaitConnections("holds", 0);
  }

  @Test
  void aFailedTransactionIsOneToo() throws Exception {
    WireClient client = connect(proxy, "fails");
    ask(client, 'Z', query("BEGIN"));
    ask(client, 'Z', query(UPDATE));
    assertThat(ask(client, 'Z', query("SELECT 1 / 0"))).endsWith("Z(E)");
    assertEnds(client, "25P03");
    assertNothingWasWritten();
    awaitConnections("fails", 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {UPDATE, "SELECT 1 / 0"})
  void whatIsOpenBehindAFlushIsOneToo(String then) throws Exception {
    WireClient client = connect(proxy, "flushes");
    ask(client, 'C', parse("", UPDATE), bind("", ""), execute(""), flush());
    char last = then.equals(UPDATE) ? 'C' : 'E';
    ask(client, last, parse("", then), bind("", ""), execute(""), flush());
    assertEnds(client, "25P03");
    assertNothingWasWritten();
    awaitConnections("flushes", 0);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whoWaitsForAnAnswerStays(boolean inTransaction) throws IOException {
    WireClient client = connect(proxy);
    if (inTransaction) {
      ask(client, 'Z', query("BEGIN"));
    }
    client.send(query("SELECT pg_sleep(3.5)"));
    timePasses(proxy, inTransaction);
    assertThat(client.readUntil(one -> one.type() == 'Z').stream().map(Message::outline))
        .endsWith("Z(" + (inTransaction ? 'T' : 'I') + ")");
    assertEnds(client, inTransaction ? "25P03" : "57P05");
  }

  @Test
  void whoWaitsForAConnectionStays() throws Exception {
    try (ProxyOn narrow =
        ProxyOn.start(
            cluster, "maxPoolSize=1&connectionTimeout=60s", Pooling.TRANSACTION, IDLE_ONLY)) {
      List<WireClient> waiting = new ArrayList<>();
      for (int i = 0; i < 2; i++) { // one of each loop
        ask(connect(narrow), 'Z', query("BEGIN"));
      }
      for (int i = 0; i < 2; i++) {
        WireClient client = connect(narrow);
        client.send(query("INSERT INTO t VALUES (10, 1) ON CONFLICT DO NOTHING"));
        waiting.add(client);
      }
      timePasses(narrow, false);
      clients.get(0).close();
      clients.get(1).close();
      for (WireClient client : waiting) {
        assertThat(client.readUntil(one -> one.type() == 'Z').stream().map(Message::outline))
            .endsWith("Z(I)");
      }
    }
  }

  @Test
  void whoListensGoesAndItsConnectionToo() throws IOException {
    WireClient client = connect(proxy, "listens");
    ask(client, 'Z', query("LISTEN news"));
    awaitConnections("listens", 1);
    assertEnds(client, "57P05");
    awaitConnections("listens", 0);
  }

  @ParameterizedTest
  @EnumSource
  void whatWasKeptForASessionIsFree(Pooling pooling) throws Exception {
    try (ProxyOn own = ProxyOn.start(cluster, "", pooling, BOTH)) {
      String application = "kept_" + pooling.word();
      WireClient client = connect(own, application);
      ask(client, 'Z', query(UPDATE.replace("+ 1", "+ 0")));
      awaitConnections(application, 1);
      assertEnds(client, "57P05");
      // of transaction pooling it is the pool's, for whoever comes next
      awaitConnections(application, pooling == Pooling.SESSION ? 0 : 1);
    }
  }

  @Test
  void aCopyThatStallsIsNoPause() throws IOException {
    WireClient client = connect(proxy);
    ask(client, 'G', query("COPY t FROM STDIN"));
    timePasses(proxy, false);
    timePasses(proxy, true);
    assertThat(ask(client, 'Z', copyDone())).endsWith("Z(I)");
  }

  @Test
  void whoReadsSlowlyStays() throws IOException {
    WireClient client = connect(proxy);
    int rows = 40_000;
    client.send(query("SELECT repeat('x', 1000) FROM generate_series(1, " + rows + ")"));
    timePasses(proxy, false);
    List<Message> answer = client.readUntil(one -> one.type() == 'Z' || one.type() == 'E');
    assertThat(answer).filteredOn(one -> one.type() == 'D').hasSize(rows);
  }

  @Test
  void whoIsStillSendingAMessageStays() throws Exception {
    WireClient client = connect(proxy);
    byte[] message = query("SELECT 1 /*" + "-".repeat(100_000) + "*/");
    CompletableFuture<@Nullable Void> passed =
        CompletableFuture.runAsync(
            () -> {
              try {
                timePasses(proxy, false);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    int[] sent = {0};
    Await.until(
        "time to pass",
        Await.PATIENCE,
        () -> {
          client.send(new byte[] {message[sent[0]++]});
          return passed.isDone();
        });
    passed.join();
    client.send(Arrays.copyOfRange(message, sent[0], message.length));
    assertThat(client.readUntil(one -> one.type() == 'Z').stream().map(Message::outline))
        .contains("C(SELECT 1)");
  }

  @Test
  void whoStopsWithinAMessageGoes() throws Exception {
    WireClient client = connect(proxy);
    client.send(Arrays.copyOf(query("SELECT 1"), 7));
    assertEnds(client, "57P05");
    WireClient inTransaction = connect(proxy);
    ask(inTransaction, 'Z', query("BEGIN"));
    inTransaction.send(parse("", UPDATE)); // and nothing that would ask for an answer
    assertEnds(inTransaction, "25P03");
  }

  /** So many messages go to the server although nobody asks for an answer, which it keeps. */
  @Test
  void whoStopsWithinALongPipelineGoes() throws Exception {
    WireClient client = connect(proxy);
    for (int i = 0; i < 200; i++) {
      client.send(join(parse("", UPDATE), bind("", ""), execute("")));
    }
    assertEnds(client, "25P03");
    assertNothingWasWritten();
  }

  @Test
  void whatComesTooLateIsNotDone() throws Exception {
    WireClient client = connect(proxy);
    ask(client, 'Z', query("BEGIN"));
    ask(client, 'Z', query(UPDATE));
    List<Message> told = client.readUntil(one -> one.type() == 'E');
    assertThat(told.get(told.size() - 1).field('C')).isEqualTo("25P03");
    try {
      client.send(query("COMMIT"));
    } catch (IOException e) {
      // it is closed already
    }
    assertNothingWasWritten();
  }

  @Test
  void theEndOfTheProxyWaitsForThemNoLonger() throws Exception {
    try (ProxyOn ending = start(TRANSACTION_ONLY)) {
      WireClient idle = connect(ending);
      WireClient inTransaction = connect(ending);
      ask(inTransaction, 'Z', query("BEGIN"));
      assertThat(ending.proxy().drain(Await.PATIENCE)).isTrue();
      assertThat(idle.read().field('C')).isEqualTo("57P01");
      assertEnds(inTransaction, "25P03");
    }
  }
}
