package dev.lagrange.proxy.conversation;

import static dev.lagrange.proxy.conversation.Frontend.bind;
import static dev.lagrange.proxy.conversation.Frontend.execute;
import static dev.lagrange.proxy.conversation.Frontend.join;
import static dev.lagrange.proxy.conversation.Frontend.parse;
import static dev.lagrange.proxy.conversation.Frontend.query;
import static dev.lagrange.proxy.conversation.Frontend.sync;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.proxy.ProxyOn;
import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.Link;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import dev.lagrange.testbed.Sql;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rows 63 and 64: when a request to cancel counts, and when who made it is told. */
@Timeout(120)
final class CancelMomentsIT {

  private static final String WAITING_FOR_THE_LOCK =
      "SELECT count(*) FROM pg_locks"
          + " WHERE relation = 'pg_tablespace'::regclass AND NOT granted";

  private static final String WAITING_FOR_FUNCTIONS =
      "SELECT count(*) FROM pg_locks WHERE relation = 'pg_proc'::regclass AND NOT granted";

  private static PostgresCluster cluster;

  @BeforeAll
  static void start() throws SQLException {
    cluster = PostgresCluster.builder().replicas(1).start();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static WireClient client(ProxyOn proxy) throws IOException {
    WireClient client = WireClient.connect(new Address("127.0.0.1", proxy.port()));
    client.logIn(Login.ofApp());
    return client;
  }

  private static List<String> answers(WireClient client) throws IOException {
    return client.readUntil(message -> message.type() == 'Z').stream()
        .map(Message::outline)
        .toList();
  }

  private static CompletableFuture<Void> cancel(WireClient client) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            client.cancel();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static void awaitSleepOn(PostgresNode node) {
    Await.until("the statement to run", Await.PATIENCE, () -> node.countWaiting("PgSleep") == 1);
  }

  private static String answer(WireClient client, String sql) throws IOException {
    client.send(query(sql));
    return client.readUntil(message -> message.type() == 'Z').toString();
  }

  @Test
  @DisplayName("64: what waits for its connection to be given the session's state is cancelled")
  void statementWhoseConnectionIsMadeReadyIsCancelled() throws Exception {
    try (ProxyOn proxy = ProxyOn.start(cluster, "consistency=strong&probeTimeout=1min");
        WireClient client = client(proxy)) {
      client.send(query("SET default_tablespace = pg_default"));
      assertThat(answers(client)).containsExactly("C(SET)", "Z(I)");
      for (int i = 0; i < 4; i++) { // the connection that was set so is another's, and is no more
        try (WireClient other = client(proxy)) {
          other.send(query("SELECT 1"));
          answers(other);
        }
      }
      try (Connection locking = cluster.primary().connectAsSuperuser()) {
        locking.setAutoCommit(false);
        Sql.execute(locking, "LOCK TABLE pg_tablespace IN ACCESS EXCLUSIVE MODE");
        client.send(query("CREATE TABLE cancelled (id int)"));
        Await.until(
            "the connection to be given it",
            Await.PATIENCE,
            () -> Sql.value(locking, WAITING_FOR_THE_LOCK).equals("1"));

        client.cancel();

        assertThat(answers(client)).containsExactly("E(57014)", "Z(I)");
        assertThat(Sql.value(locking, "SELECT to_regclass('cancelled') IS NULL")).isEqualTo("t");
      }
      assertThat(answer(client, "SHOW default_tablespace")).contains("pg_default");
    }
  }

  @Test
  @DisplayName("63: who asks for a cancel is told once the server knows, not before")
  void whoAsksIsToldWhenTheServerKnows() throws Exception {
    Link toPrimary = cluster.primary().clientLink();
    try (ProxyOn proxy = ProxyOn.start(cluster, "consistency=strong&probeTimeout=1min");
        WireClient client = client(proxy);
        WireClient other = client(proxy)) {
      client.send(query("SELECT pg_sleep(600)"));
      awaitSleepOn(cluster.primary());
      toPrimary.cut();
      CompletableFuture<Void> told;
      try {
        told = cancel(client);
        // by when a connection that nothing keeps open would long be closed
        for (int i = 0; i < 50; i++) {
          other.send(query("SHOW lagrange.consistency"));
          assertThat(answers(other)).containsExactly("T", "D", "C(SHOW)", "Z(I)");
        }
        assertThat(told).isNotDone();
      } finally {
        toPrimary.restore();
      }
      told.join();
      assertThat(answers(client)).containsExactly("T", "E(57014)", "Z(I)");
    }
  }

  @Test
  @DisplayName("64: a read that was cancelled does not run again elsewhere")
  void cancelledReadIsNotRunAgain() throws Exception {
    PostgresNode replica = cluster.replicas().get(0);
    try (ProxyOn proxy = ProxyOn.start(cluster, "consistency=weak&probeTimeout=1min");
        WireClient client = client(proxy)) {
      Await.until(
          "a read on the replica",
          Await.PATIENCE,
          () -> {
            answer(client, "SELECT 1");
            return answer(client, "SHOW lagrange.route").contains("replica");
          });
      client.send(query("SELECT pg_sleep(600)"));
      awaitSleepOn(replica);
      replica.clientLink().cut();
      try {
        client.cancel(); // which is given up
        replica.clientLink().drop();
        assertThat(answers(client)).containsExactly("E(57014)", "Z(I)");
      } finally {
        replica.clientLink().restore();
      }
      assertThat(answer(client, "SELECT 1")).contains("SELECT 1");
    }
  }

  /** What is done while the server is asked what a transaction has left set. */
  private interface Meanwhile {
    void does(WireClient client, WireClient other) throws IOException;
  }

  private static void whileSettled(Meanwhile meanwhile, Meanwhile then) throws Exception {
    try (ProxyOn proxy = ProxyOn.start(cluster, "consistency=strong&probeTimeout=1min");
        WireClient client = client(proxy);
        WireClient other = client(proxy)) {
      for (String sql : List.of("BEGIN", "SET default_tablespace = pg_default")) {
        client.send(query(sql));
        assertThat(answers(client)).endsWith("Z(T)");
      }
      try (Connection locking = cluster.primary().connectAsSuperuser()) {
        locking.setAutoCommit(false);
        Sql.execute(locking, "LOCK TABLE pg_proc IN ACCESS EXCLUSIVE MODE");
        client.send(query("COMMIT"));
        assertThat(answers(client)).containsExactly("C(COMMIT)", "Z(I)");
        Await.until(
            "the server to be asked what the transaction has set",
            Await.PATIENCE,
            () -> !Sql.value(locking, WAITING_FOR_FUNCTIONS).equals("0"));
        meanwhile.does(client, other);
      }
      then.does(client, other);
      assertThat(answer(client, "SHOW default_tablespace")).contains("pg_default");
    }
  }

  @Test
  @DisplayName("64: what waits while a transaction's end is looked at is cancelled, and no more")
  void statementBehindWhatIsSettledIsCancelled() throws Exception {
    whileSettled(
        (client, other) -> {
          client.send(sync()); // which asks for nothing
          client.send(query("CREATE TABLE behind (id int)"));
          client.send(query("SELECT 1"));
          answer(other, "SHOW lagrange.consistency"); // by when both have arrived
          client.cancel();
        },
        (client, other) -> {
          assertThat(answers(client)).containsExactly("Z(I)");
          assertThat(answers(client)).containsExactly("E(57014)", "Z(I)");
          assertThat(answers(client)).containsExactly("T", "D", "C(SELECT 1)", "Z(I)");
          assertThat(answer(client, "SELECT to_regclass('behind') IS NULL")).contains("t");
        });
  }

  @Test
  @DisplayName("64: a cancel while nothing waits is for nothing that comes")
  void cancelWithNothingToCancelIsForNothing() throws Exception {
    whileSettled(
        (client, other) -> {
          client.cancel();
          client.send(query("SELECT 1"));
        },
        (client, other) ->
            assertThat(answers(client)).containsExactly("T", "D", "C(SELECT 1)", "Z(I)"));
  }

  @Test
  @DisplayName("64: a cancel is not for what comes behind a Sync that asks for nothing")
  void cancelOfNothingButSyncIsForNothing() throws Exception {
    whileSettled(
        (client, other) -> {
          client.send(sync());
          answer(other, "SHOW lagrange.consistency"); // by when that has arrived
          client.cancel();
        },
        (client, other) -> {
          assertThat(answers(client)).containsExactly("Z(I)");
          client.send(query("SELECT 1"));
          assertThat(answers(client)).containsExactly("T", "D", "C(SELECT 1)", "Z(I)");
        });
  }

  @Test
  @DisplayName("64: a cancel is not for what has only begun to be sent")
  void cancelIsNotForWhatIsHalfSent() throws Exception {
    whileSettled(
        (client, other) -> {
          client.send(parse("", "SELECT 1"));
          answer(other, "SHOW lagrange.consistency"); // by when that has arrived
          client.cancel();
        },
        (client, other) -> {
          client.send(join(bind("", ""), execute(""), sync()));
          assertThat(answers(client)).containsExactly("1", "2", "D", "C(SELECT 1)", "Z(I)");
        });
  }
}
