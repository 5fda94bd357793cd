package dev.lagrange.proxy.conversation;

import static dev.lagrange.proxy.conversation.Frontend.bind;
import static dev.lagrange.proxy.conversation.Frontend.execute;
import static dev.lagrange.proxy.conversation.Frontend.flush;
import static dev.lagrange.proxy.conversation.Frontend.join;
import static dev.lagrange.proxy.conversation.Frontend.parse;
import static dev.lagrange.proxy.conversation.Frontend.query;
import static dev.lagrange.proxy.conversation.Frontend.sync;
import static dev.lagrange.testbed.StandbyCluster.replication;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.proxy.ProxyOn;
import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.Link;
import dev.lagrange.testbed.Link.Direction;
import dev.lagrange.testbed.StandbyCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Strong reads behind a Flush, of a primary that cannot prove that it rules. */
final class AfterFlushProofsIT {
  private static final byte[] STRONG_READ =
      join(
          parse("", "/*+ consistency(strong) */ SELECT max(id) FROM t"), bind("", ""), execute(""));

  private StandbyCluster cluster;

  @BeforeEach
  void start() throws SQLException {
    cluster = StandbyCluster.start(2, 1);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private ProxyOn open(String failoverTimeout) throws SQLException {
    return ProxyOn.start(
        cluster.servers(),
        "consistency=weak&strongFencing=barrier&failoverTimeout=" + failoverTimeout);
  }

  /** One who has begun a transaction, in which nothing is strong yet. */
  private static WireClient begun(ProxyOn proxy) throws IOException {
    WireClient client = WireClient.connect(new Address("127.0.0.1", proxy.port()));
    client.logIn(Login.ofApp());
    client.send(query("BEGIN"));
    client.readUntil(message -> message.type() == 'Z');
    return client;
  }

  private void cut() {
    replication(cluster.replicas(), link -> link.cut(Direction.TO_CLIENT));
  }

  /** All up to the next time that the server is ready: types, and the states of errors. */
  private static List<String> answers(WireClient client) throws IOException {
    return client.readUntil(message -> message.type() == 'Z').stream()
        .map(
            message ->
                message.type() == 'E'
                    ? message.field('C')
                    : message.type() == 'Z' ? message.toString() : "" + message.type())
        .toList();
  }

  private static CompletableFuture<List<String>> answersTo(WireClient client) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return answers(client);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  @Test
  void aStrongReadIsProvedAlthoughItsTransactionHasBegun() throws IOException, SQLException {
    try (ProxyOn proxy = open("2s");
        WireClient client = begun(proxy)) {
      client.send(join(parse("", "SELECT 1"), bind("", ""), execute(""), flush()));
      client.readUntil(message -> message.type() == 'C');
      cut();

      client.send(join(STRONG_READ, sync()));

      assertThat(answers(client)).containsExactly("LG004", "ReadyForQuery E");
      replication(cluster.replicas(), Link::restore);
    }
  }

  @Test
  void oneThatWaitsForItsProofIsCancelled() throws IOException, SQLException {
    try (ProxyOn proxy = open("10min");
        WireClient client = begun(proxy)) {
      client.send(join(parse("", "SELECT 1"), bind("", ""), execute(""), flush()));
      client.readUntil(message -> message.type() == 'C');
      cut();
      client.send(join(STRONG_READ, sync()));
      CompletableFuture<List<String>> told = answersTo(client);

      Await.until(
          "the cancelled read to be told of",
          Await.PATIENCE,
          () -> {
            client.cancel();
            return told.isDone();
          });

      assertThat(told.join()).containsExactly("57014", "ReadyForQuery E");
      replication(cluster.replicas(), Link::restore);
    }
  }

  /** More than is judged at once, so that the read waits while what is before it fails. */
  @Test
  void whatHasFailedAlreadyFailsOnce() throws IOException, SQLException {
    try (ProxyOn proxy = open("2s");
        WireClient client = begun(proxy)) {
      byte[] failing = join(parse("", "SELECT 1/0"), bind("", ""), execute(""));
      byte[][] many = new byte[400][];
      Arrays.fill(many, failing);
      cut();

      client.send(join(join(many), STRONG_READ, sync()));

      assertThat(answers(client)).containsExactly("1", "22012", "ReadyForQuery E");
      client.send(query("ROLLBACK"));
      assertThat(answers(client)).containsExactly("C", "ReadyForQuery I");
      replication(cluster.replicas(), Link::restore);
    }
  }
}
