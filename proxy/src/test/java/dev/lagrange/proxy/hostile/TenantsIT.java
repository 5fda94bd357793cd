package dev.lagrange.proxy.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.proxy.ProxyOn;
import dev.lagrange.proxy.conversation.Frontend;
import dev.lagrange.proxy.conversation.Message;
import dev.lagrange.proxy.conversation.WireClient;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a client leaves behind on a connection shows no row of its tenant to the next. */
final class TenantsIT {

  private static Canaries canaries;
  private static ProxyOn proxy;

  @BeforeAll
  static void start() throws SQLException {
    canaries = Canaries.start();
    proxy = ProxyOn.start(canaries.cluster(), "maxPoolSize=8&connectionTimeout=2s");
  }

  @AfterAll
  static void stop() {
    proxy.close();
    canaries.close();
  }

  static List<Attack> attacks() {
    return Attack.all();
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void nothingIsLeftBehind(Attack attack) throws IOException {
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
    try (WireClient client = Canaries.connect(proxy)) {
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
