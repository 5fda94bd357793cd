package dev.lagrange.proxy.conversation;

import static dev.lagrange.proxy.conversation.Frontend.bind;
import static dev.lagrange.proxy.conversation.Frontend.execute;
import static dev.lagrange.proxy.conversation.Frontend.flush;
import static dev.lagrange.proxy.conversation.Frontend.join;
import static dev.lagrange.proxy.conversation.Frontend.parse;
import static dev.lagrange.proxy.conversation.Frontend.query;
import static dev.lagrange.proxy.conversation.Frontend.sync;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.proxy.ProxyOn;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What follows a Flush is judged like what follows a Sync, and what is refused there undoes what an
 * error of the server undoes.
 */
final class AfterFlushIT {
  private static final Login LOGIN = Login.ofApp();
  private static final String BAD_HINT = "/*+ consistency(stong) */ SELECT 1";

  private static PostgresCluster cluster;
  private static ProxyOn proxy;
  private WireClient client;

  @BeforeAll
  static void start() throws SQLException {
    cluster = PostgresCluster.builder().replicas(1).start();
    cluster.execute("CREATE TABLE t (v int)");
    cluster.awaitReplicasCaughtUp();
    proxy = ProxyOn.start(cluster, "replicaWait=0ms");
  }

  @AfterAll
  static void stop() {
    proxy.close();
    cluster.close();
  }

  @BeforeEach
  void connect() throws IOException {
    client = WireClient.connect(new Address("127.0.0.1", proxy.port()));
    client.logIn(LOGIN);
  }

  @AfterEach
  void disconnect() throws IOException, SQLException {
    client.close();
    cluster.replicas().forEach(PostgresNode::resumeReplay);
    cluster.execute("TRUNCATE t");
    cluster.awaitReplicasCaughtUp();
  }

  private static byte[] run(String sql) {
    return join(parse("", sql), bind("", ""), execute(""));
  }

  /** Each answer's type, with what tells most: the tag, the state, the row. */
  private List<String> ask(char last, byte[]... messages) throws IOException {
    client.send(join(messages));
    List<String> answers = new ArrayList<>();
    for (Message message : client.readUntil(one -> one.type() == last)) {
      switch (message.type()) {
        case 'C', 'D', 'Z' -> answers.add(message.toString());
        case 'E' -> answers.add(message.field('C'));
        default -> {
          // what says no more than its type
        }
      }
    }
    return answers;
  }

  private String count() throws IOException {
    return ask('Z', query("SELECT count(*) FROM t")).get(0);
  }

  /** A transaction on the replica, which has read; the primary has more by now. */
  private void readOnReplica() throws IOException, SQLException {
    ask('Z', query("SET lagrange.consistency = 'weak'"));
    ask('Z', query("BEGIN READ ONLY"));
    cluster.replicas().forEach(PostgresNode::pauseReplay);
    cluster.execute("INSERT INTO t VALUES (1)");
    assertThat(ask('C', run("SELECT count(*) FROM t"), flush())).contains("DataRow ['0']");
  }

  @Test
  void aStrongReadIsNotServedByTheReplica() throws IOException, SQLException {
    readOnReplica();

    assertThat(ask('Z', run("/*+ consistency(strong) */ SELECT count(*) FROM t"), sync()))
        .containsExactly("25001", "ReadyForQuery E");

    ask('Z', query("ROLLBACK"));
    assertThat(ask('Z', query("/*+ consistency(strong) */ SELECT count(*) FROM t")))
        .contains("DataRow ['1']");
  }

  @Test
  void aSettingIsNotMadeWhereItWouldBeLost() throws IOException, SQLException {
    readOnReplica();

    assertThat(ask('Z', run("SET app.tenant = 'one'"), sync()))
        .containsExactly("25006", "ReadyForQuery E");
  }

  @Test
  void aTransactionThatGoesOnFromAnotherHasToBeLookedAt() throws IOException, SQLException {
    readOnReplica();
    ask('C', run("COMMIT"), flush());

    assertThat(ask('Z', run("BEGIN READ ONLY"), flush(), run("SELECT count(*) FROM t"), sync()))
        .containsExactly("25006", "ReadyForQuery I");
  }

  @Test
  void whatEndedATransactionIsNotRefusedItsSync() throws IOException, SQLException {
    readOnReplica();
    ask('C', run("COMMIT"), flush());

    assertThat(ask('Z', sync())).containsExactly("ReadyForQuery I");
  }

  /** Each of them is answered by the proxy at once, and none by one that is not done yet. */
  @Test
  void manyFlushesAreNoBurden() throws IOException {
    ask('C', run("INSERT INTO t VALUES (1)"), flush());
    List<byte[]> many = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      many.add(flush());
    }
    many.add(sync());

    assertThat(ask('Z', many.toArray(byte[][]::new))).containsExactly("ReadyForQuery I");
    assertThat(count()).isEqualTo("DataRow ['1']");
  }

  @ParameterizedTest
  @ValueSource(strings = {"SHOW lagrange.token", BAD_HINT})
  void whatIsRefusedUndoesWhatCameBeforeIt(String refused) throws IOException {
    ask('C', run("INSERT INTO t VALUES (1)"), flush());

    List<String> answers = ask('Z', run(refused), sync());

    assertThat(answers).hasSize(2).endsWith("ReadyForQuery I");
    assertThat(answers.get(0)).isIn("0A000", "22023");
    assertThat(count()).isEqualTo("DataRow ['0']");
  }

  @Test
  void itIsUndoneAlthoughMoreFollows() throws IOException {
    ask('C', run("INSERT INTO t VALUES (1)"), flush());
    assertThat(ask('E', run(BAD_HINT), flush())).containsExactly("22023");

    assertThat(ask('Z', run("INSERT INTO t VALUES (2)"), sync()))
        .containsExactly("ReadyForQuery I");
    assertThat(count()).isEqualTo("DataRow ['0']");
  }

  @Test
  void aTransactionFails() throws IOException {
    ask('Z', query("BEGIN"));
    ask('C', run("INSERT INTO t VALUES (1)"), flush());

    assertThat(ask('Z', run(BAD_HINT), sync())).containsExactly("22023", "ReadyForQuery E");
    assertThat(ask('Z', query("COMMIT"))).contains("CommandComplete ROLLBACK");
    assertThat(count()).isEqualTo("DataRow ['0']");
  }

  @Test
  void anErrorTakesItsTurn() throws IOException {
    List<byte[]> many = new ArrayList<>();
    many.add(run("SELECT pg_sleep(0.3)"));
    for (int i = 0; i < 300; i++) {
      many.add(run("INSERT INTO t VALUES (" + i + ")"));
    }
    many.add(run(BAD_HINT));
    many.add(sync());

    List<String> answers = ask('Z', many.toArray(byte[][]::new));

    assertThat(answers.stream().filter(answer -> answer.startsWith("CommandComplete INSERT")))
        .as("sent before what is refused")
        .isNotEmpty();
    assertThat(answers).endsWith("22023", "ReadyForQuery I");
    assertThat(answers.get(1)).isEqualTo("CommandComplete SELECT 1");
    assertThat(count()).isEqualTo("DataRow ['0']");
  }
}
