package dev.lagrange.proxy;

import static dev.lagrange.proxy.conversation.Frontend.query;
import static dev.lagrange.proxy.conversation.Frontend.sslRequest;
import static dev.lagrange.proxy.conversation.Frontend.startup;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.proxy.client.Pooling;
import dev.lagrange.proxy.client.limit.ClientLimits;
import dev.lagrange.proxy.conversation.Address;
import dev.lagrange.proxy.conversation.Login;
import dev.lagrange.proxy.conversation.Message;
import dev.lagrange.proxy.conversation.WireClient;
import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** There are so many clients and no more, however they come and go. */
@Timeout(180)
final class MostClientsIT {

  private static final Login LOGIN = Login.ofApp();
  private static final int MOST = 3;

  private static PostgresCluster cluster;
  private static ProxyOn proxy;
  private final List<WireClient> clients = new ArrayList<>();

  @BeforeAll
  static void start() throws SQLException {
    cluster = PostgresCluster.builder().start();
    proxy = start(MOST, ProxyOptions.LOGIN_LIMIT);
  }

  @AfterAll
  static void stop() {
    proxy.close();
    cluster.close();
  }

  /** All have their places, and nobody has more than that of the one before. */
  @BeforeEach
  void allPlacesAreFree() throws IOException {
    fill(proxy);
    assertFull(proxy);
    leave();
  }

  @AfterEach
  void leave() throws IOException {
    for (WireClient client : clients) {
      client.close();
    }
    clients.clear();
  }

  private static ProxyOn start(Integer most, Duration loginLimit) throws SQLException {
    return ProxyOn.start(
        cluster, "", Pooling.TRANSACTION, new ClientLimits(most, null, null), loginLimit);
  }

  private WireClient connect(ProxyOn to) throws IOException {
    WireClient client = WireClient.connect(new Address("127.0.0.1", to.port()));
    clients.add(client);
    return client;
  }

  private static Message last(List<Message> messages) {
    return messages.get(messages.size() - 1);
  }

  /** The SQLSTATE of the refusal, or Z. */
  private static String end(List<Message> messages) {
    Message last = last(messages);
    return last.type() == 'E' ? last.field('C') : String.valueOf(last.type());
  }

  /** One that is let in once there is room; those before it may not have gone yet. */
  private WireClient letIn(ProxyOn to) {
    WireClient[] in = new WireClient[1];
    Await.until(
        "a place",
        Await.PATIENCE,
        () -> {
          in[0] = connect(to);
          return end(in[0].logIn(LOGIN)).equals("Z");
        });
    return in[0];
  }

  private void fill(ProxyOn to) {
    for (int i = 0; i < MOST; i++) {
      letIn(to);
    }
  }

  private void assertFull(ProxyOn at) throws IOException {
    assertThat(end(connect(at).logIn(LOGIN))).isEqualTo("53300");
  }

  @Test
  void oneMoreIsRefusedAndLetInOnceAnotherHasGone() throws IOException {
    fill(proxy);
    WireClient first = clients.get(0);

    WireClient refused = connect(proxy);
    refused.send(startup(LOGIN));
    Message error = refused.read(); // before anything else is asked
    assertThat(error.field('S')).isEqualTo("FATAL");
    assertThat(error.field('C')).isEqualTo("53300");
    assertThat(error.field('M'))
        .startsWith("sorry, too many clients already")
        .contains("max-clients=3", "raise max-clients");
    assertThat(refused.read().outline()).isEqualTo("closed");
    first.send(query("SELECT 1"));
    assertThat(last(first.readUntil(one -> one.type() == 'Z')).type()).isEqualTo('Z');

    first.close();
    letIn(proxy);
    assertFull(proxy);
  }

  @Test
  void driversShowTheMessage() {
    fill(proxy);

    assertThatThrownBy(() -> proxy.connect(""))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("53300"))
        .hasMessageContaining("max-clients=3");
  }

  @Test
  void withoutALimitThereIsNone() throws Exception {
    try (ProxyOn unlimited = start(null, ProxyOptions.LOGIN_LIMIT)) {
      for (int i = 0; i < 10 * MOST; i++) {
        assertThat(end(connect(unlimited).logIn(LOGIN))).isEqualTo("Z");
      }
    }
  }

  @Test
  void whoVanishesWithinItsLoginLeavesItsPlace() throws IOException {
    for (int round = 0; round < 20; round++) {
      List<WireClient> begun = new ArrayList<>();
      for (int i = 0; i < MOST; i++) {
        WireClient client = connect(proxy);
        client.send(startup(LOGIN));
        begun.add(client);
      }
      for (WireClient client : begun) {
        if (round % 2 == 0) {
          client.read(); // it is asked who it is, or refused
        }
        client.close();
      }
    }
    fill(proxy);
    assertFull(proxy);
  }

  @Test
  void whoLogsInHasAPlaceAlready() throws IOException {
    for (int i = 0; i < MOST; i++) {
      Await.until(
          "a place",
          Await.PATIENCE,
          () -> {
            WireClient client = connect(proxy);
            client.send(startup(LOGIN));
            return client.read().type() == 'R';
          });
    }
    assertFull(proxy);
  }

  @Test
  void whoIsNotLetInLeavesItsPlace() throws IOException {
    for (int i = 0; i < 3 * MOST; i++) {
      WireClient wrong = connect(proxy);
      assertThat(end(wrong.logIn(LOGIN.withPassword("wrong")))).isIn("28P01", "53300");
      wrong.read();
    }
    fill(proxy);
    assertFull(proxy);
  }

  @Test
  void whoHasSaidNothingYetHasNone() throws IOException {
    for (int i = 0; i < 3 * MOST; i++) {
      connect(proxy);
      connect(proxy).send(new byte[] {0, 0});
    }
    fill(proxy);
    assertFull(proxy);
  }

  @Test
  void theLimitOfLoginsFreesPlaces() throws Exception {
    try (ProxyOn hasty = start(MOST, Duration.ofSeconds(2))) {
      for (int i = 0; i < MOST; i++) {
        WireClient client = connect(hasty);
        client.send(startup(LOGIN));
        assertThat(client.read().type()).isEqualTo('R');
      }
      assertFull(hasty);
      letIn(hasty);
    }
  }

  @Test
  void cancelsGoThroughAlthoughThereIsNoPlace() throws IOException {
    fill(proxy);
    WireClient sleeping = clients.get(clients.size() - 1);
    sleeping.send(query("SELECT pg_sleep(600)"));
    Await.until("the statement to run", Await.PATIENCE, MostClientsIT::isRunning);
    assertFull(proxy);

    sleeping.cancel();
    assertThat(sleeping.readUntil(one -> one.type() == 'Z').stream().map(Message::outline))
        .contains("E(57014)");
  }

  private static boolean isRunning() {
    return cluster.primary().countWaiting("PgSleep") == 1;
  }

  @Test
  void whoAsksForTlsIsAnsweredFirst() throws IOException {
    fill(proxy);
    WireClient refused = connect(proxy);
    refused.send(sslRequest());
    assertThat(refused.readAnswer().outline()).isEqualTo("N");
    assertThat(end(refused.logIn(LOGIN))).isEqualTo("53300");
  }
}
