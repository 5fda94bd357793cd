package dev.lagrange.proxy.conversation;

import static dev.lagrange.proxy.conversation.Frontend.query;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.proxy.ProxyOn;
import dev.lagrange.proxy.client.Pooling;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.Sql;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Encodings in which a byte may be a quote or a part of a letter. */
@Timeout(120)
final class AmbiguousEncodingIT {

  private static PostgresCluster cluster;

  @BeforeAll
  static void start() throws SQLException {
    cluster = PostgresCluster.builder().replicas(1).start();
    cluster.execute(
        "CREATE FUNCTION encode_as(name text) RETURNS text LANGUAGE plpgsql AS"
            + " 'BEGIN RETURN set_config(''client_encoding'', name, false); END'");
    cluster.awaitReplicasCaughtUp();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static void onPrimary(String sql) throws SQLException {
    try (Connection there = cluster.primary().connectAsSuperuser()) {
      Sql.execute(there, sql);
    }
  }

  private static WireClient client(ProxyOn proxy) throws IOException {
    return WireClient.connect(new Address("127.0.0.1", proxy.port()));
  }

  private static List<String> answers(WireClient client, String sql) throws IOException {
    client.send(query(sql));
    return client.readUntil(message -> message.type() == 'Z').stream()
        .map(Message::outline)
        .toList();
  }

  private static void assertReadable(WireClient next) throws IOException {
    next.logIn(Login.ofApp());
    next.send(query("SHOW client_encoding"));
    assertThat(next.readUntil(message -> message.type() == 'Z').toString()).contains("UTF8");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "TRANSACTION | SET client_encoding = 'SJIS'",
        "TRANSACTION | SET NAMES 'gbk'",
        "TRANSACTION | SELECT encode_as('big5')",
        "TRANSACTION | BEGIN; SET LOCAL client_encoding = 'uhc'",
        "SESSION | SET client_encoding = 'SJIS'",
        "SESSION | SELECT encode_as('big5')"
      })
  void sessionThatTakesOneIsEnded(Pooling pooling, String sql) throws Exception {
    try (ProxyOn proxy = ProxyOn.start(cluster, "maxPoolSize=1", pooling);
        WireClient client = client(proxy);
        WireClient next = client(proxy)) {
      client.logIn(Login.ofApp());
      client.send(query(sql));
      assertThat(client.readUntil(message -> false))
          .extracting(Message::outline)
          .contains("E(0A000)")
          .endsWith("closed");

      assertReadable(next);
    }
  }

  @Test
  void whatTriggersLeaveIsNobodyElses() throws Exception {
    cluster.execute(
        "CREATE TABLE t (id int)",
        "CREATE FUNCTION encode() RETURNS trigger LANGUAGE plpgsql AS"
            + " 'BEGIN PERFORM set_config(''client_encoding'', ''SJIS'', false); RETURN NEW; END'",
        "CREATE TRIGGER encode AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION encode()");
    try (ProxyOn proxy = ProxyOn.start(cluster, "maxPoolSize=1");
        WireClient client = client(proxy);
        WireClient next = client(proxy)) {
      client.logIn(Login.ofApp());
      client.send(query("INSERT INTO t VALUES (1)"));
      assertThat(client.readUntil(message -> false))
          .extracting(Message::outline)
          .containsExactly("C(INSERT 0 1)", "E(0A000)", "closed");

      assertReadable(next);
    }
  }

  @Test
  void othersMayBeTaken() throws Exception {
    try (ProxyOn proxy = ProxyOn.start(cluster, "");
        WireClient client = client(proxy)) {
      client.logIn(Login.ofApp());
      assertThat(answers(client, "SET client_encoding = 'EUC_JP'")).contains("C(SET)", "Z(I)");
      assertThat(answers(client, "SELECT 1")).containsExactly("T", "D", "C(SELECT 1)", "Z(I)");
    }
  }

  @Test
  void roleThatBeginsWithOneIsNotLetIn() throws Exception {
    onPrimary("ALTER ROLE app SET client_encoding = 'SJIS'");
    try (ProxyOn proxy = ProxyOn.start(cluster, "");
        WireClient client = client(proxy);
        WireClient other = client(proxy);
        WireClient again = client(proxy)) {
      assertThat(client.logIn(Login.ofApp())).extracting(Message::outline).endsWith("E(0A000)");
      other.logIn(Login.ofApp().with("client_encoding", "UTF8"));
      assertThat(answers(other, "SELECT 1")).containsExactly("T", "D", "C(SELECT 1)", "Z(I)");

      onPrimary("ALTER ROLE app RESET client_encoding");
      assertThat(again.logIn(Login.ofApp())).extracting(Message::outline).endsWith("Z(I)");
    } finally {
      onPrimary("ALTER ROLE app RESET client_encoding");
    }
  }
}
