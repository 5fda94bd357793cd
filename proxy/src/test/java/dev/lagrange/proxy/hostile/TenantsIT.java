package dev.lagrange.proxy.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.proxy.ProxyOn;
import dev.lagrange.proxy.client.Pooling;
import dev.lagrange.proxy.conversation.Frontend;
import dev.lagrange.proxy.conversation.Message;
import dev.lagrange.proxy.conversation.WireClient;
import java.io.IOException;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a client leaves behind on a connection shows no row of its tenant to the next. */
final class TenantsIT {

  private static Canaries canaries;
  private static final Map<Pooling, ProxyOn> PROXIES = new EnumMap<>(Pooling.class);

  @BeforeAll
  static void start() throws SQLException {
    canaries = Canaries.start();
    for (Pooling pooling : Pooling.values()) {
      PROXIES.put(
          pooling,
          ProxyOn.start(
              canaries.cluster(),
              "maxPoolSize=8&connectionTimeout=2s&unseenState="
                  + (pooling == Pooling.SESSION ? "reset" : "pin"),
              pooling));
    }
  }

  @AfterAll
  static void stop() {
    PROXIES.values().forEach(ProxyOn::close);
    canaries.close();
  }

  static Stream<Arguments> attacks() {
    return Attack.all().stream()
        .flatMap(attack -> Stream.of(Pooling.values()).map(by -> Arguments.of(attack, by)));
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void nothingIsLeftBehind(Attack attack, Pooling pooling) throws IOException {
    ProxyOn proxy = PROXIES.get(pooling);
    try (WireClient before = Canaries.connect(proxy)) {
      assertThat(ask(before)).containsExactly("T", "C(SELECT 0)", "Z(I)");
    }
    try (WireClient attacker = Canaries.connect(proxy);
        WireClient other = Canaries.connect(proxy);
        WireClient another = Canaries.connect(proxy)) {
      for (byte[] packet : attack.packets()) {
        attacker.send(packet);
        attacker.read();
      }
      if (attack.isOver()) {
        attacker.send(Frontend.query("SELECT 'over'"));
        attacker.readUntil(message -> message.outline().equals("C(SELECT 1)"));
        attacker.readUntil(message -> message.type() == 'Z');
      }
      for (int i = 0; i < 10; i++) {
        assertThat(ask(other)).as(attack.name()).containsExactly("T", "C(SELECT 0)", "Z(I)");
        assertThat(ask(another)).as(attack.name()).containsExactly("T", "C(SELECT 0)", "Z(I)");
      }
    }
  }

  /** The negative control: a row that is to be seen is. */
  @Test
  void theTenantItselfSeesItsRow() throws IOException {
    try (WireClient client = Canaries.connect(PROXIES.get(Pooling.SESSION))) {
      client.send(Frontend.query("SET app.tenant = 'a'"));
      client.readUntil(message -> message.type() == 'Z');
      assertThat(ask(client)).containsExactly("T", "D", "C(SELECT 1)", "Z(I)");
    }
  }

  private static List<String> ask(WireClient client) throws IOException {
    client.send(Frontend.query(Canaries.READ_ON_PRIMARY));
    return client.readUntil(message -> message.type() == 'Z').stream()
        .map(Message::outline)
        .toList();
  }
}
