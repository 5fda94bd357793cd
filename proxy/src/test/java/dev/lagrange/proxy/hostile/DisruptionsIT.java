package dev.lagrange.proxy.hostile;

import static dev.lagrange.proxy.conversation.Frontend.bind;
import static dev.lagrange.proxy.conversation.Frontend.execute;
import static dev.lagrange.proxy.conversation.Frontend.flush;
import static dev.lagrange.proxy.conversation.Frontend.parse;
import static dev.lagrange.proxy.conversation.Frontend.query;
import static dev.lagrange.proxy.conversation.Frontend.sync;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.proxy.ProxyOn;
import dev.lagrange.proxy.conversation.Message;
import dev.lagrange.proxy.conversation.WireClient;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What would have a client wait for ever, or take one thing for another. */
final class DisruptionsIT {

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

  @Test
  void aLongBatchIsRead() throws IOException {
    try (WireClient client = Canaries.connect(proxy)) {
      List<byte[]> all = new ArrayList<>();
      all.add(parse("", "SELECT 1"));
      all.addAll(Collections.nCopies(30000, Attack.packet(bind("", ""), execute(""))));
      all.add(sync());
      client.send(Attack.packet(all.subList(0, 5000).toArray(byte[][]::new)));
      try (WireClient other = Canaries.connect(proxy);
          WireClient third = Canaries.connect(proxy)) {
        assertThat(other.processId() + third.processId()).isNotZero();
      }
      client.send(Attack.packet(all.subList(5000, all.size()).toArray(byte[][]::new)));
      assertThat(client.readUntil(m -> m.type() == 'Z')).hasSize(90002);
    }
  }

  @Test
  void aConstantIsReadInTheClientsOwnTimeZone() throws IOException {
    String sql = "SELECT timestamptz '2020-01-01 00:00'";
    try (WireClient client = Canaries.connect(proxy);
        WireClient skip = Canaries.connect(proxy);
        WireClient other = Canaries.connect(proxy)) {
      client.send(query("SET timezone = 'Asia/Tokyo'"));
      client.readUntil(m -> m.type() == 'Z');
      client.send(Attack.packet(parse("s", sql), bind("", "s"), execute(""), sync()));
      client.readUntil(m -> m.type() == 'Z');
      other.send(Attack.packet(parse("s", sql), bind("", "s"), execute(""), sync()));
      List<Message> got = other.readUntil(m -> m.type() == 'Z');
      assertThat(got.stream().map(m -> new String(m.toBytes(), UTF_8)).toList().toString())
          .contains("2020-01-01 00:00:00+00");
    }
  }

  @Test
  void aMalformedBindBehindFlushIsAnError() throws IOException {
    try (WireClient client = Canaries.connect(proxy)) {
      client.send(Attack.packet(parse("", "SELECT 1"), flush()));
      client.read();
      client.send(Attack.packet(new byte[] {'B', 0, 0, 0, 5, 65}, sync()));
      assertThat(client.readUntil(m -> m.type() == 'Z').stream().map(Message::outline))
          .containsExactly("E(08P01)", "Z(I)");
    }
  }

  @Test
  void rowsAreNotShownTwiceAndNothingStandsWithinOne() throws IOException {
    try (WireClient client = Canaries.connect(proxy)) {
      client.send(query("SELECT n, repeat('x', 1000) FROM generate_series(1, 50000) n"));
      client.readUntil(m -> m.type() == 'D');
      canaries.cluster().replicas().get(0).kill();
      List<Message> rest = client.readUntil(m -> m.type() == 'Z');
      canaries.cluster().replicas().get(0).start();
      assertThat(rest.stream().filter(m -> m.type() == 'D').count()).isLessThan(50000);
      assertThat(rest.stream().filter(m -> m.type() == 'T').count()).isZero();
    }
  }
}
