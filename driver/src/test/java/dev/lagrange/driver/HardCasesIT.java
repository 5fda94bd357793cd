package dev.lagrange.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.driver.context.SessionContext;
import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import dev.lagrange.testbed.StandbyCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Moments in which the obvious implementation is wrong, each made on purpose and shown to be there
 * by a plain client before the driver is held to its promise.
 */
final class HardCasesIT {

  private static final String READ = "SELECT max(id) FROM t";
  private static final String SCOPE = "probeInterval=50ms&sessionScope=";

  /** PostgreSQL's block size of the log, and the length of the header of a page in it. */
  private static final int PAGE = 8192;

  private static final int PAGE_HEADER = 24;

  /** A shorter message has a shorter header, too. */
  private static final int SHORTEST_MESSAGE = 300;

  private PostgresCluster cluster;
  private PostgresNode one;
  private PostgresNode other;

  @BeforeEach
  void start() throws SQLException {
    cluster =
        PostgresCluster.builder()
            .replicas(2)
            // nobody but the test writes to the log, and a killed replica has much to replay again
            .setting("autovacuum", "off")
            .setting("checkpoint_timeout", "1h")
            .setting("max_wal_size", "2GB")
            .setting("bgwriter_lru_maxpages", "0")
            .setting("max_locks_per_transaction", "1024")
            .start();
    one = cluster.replicas().get(0);
    other = cluster.replicas().get(1);
    try (Connection app = LagrangeUrl.owner(cluster)) {
      LagrangeUrl.execute(app, "CREATE TABLE t (id int)");
      LagrangeUrl.execute(app, "INSERT INTO t VALUES (1)");
    }
    cluster.awaitReplicasCaughtUp();
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private LagrangeDataSource open(String options) throws SQLException {
    LagrangeDataSource source = new LagrangeDataSource(LagrangeUrl.of(cluster, options), Map.of());
    LagrangeUrl.awaitReplicas(cluster, source);
    return source;
  }

  private static Connection plain(PostgresNode node) throws SQLException {
    return node.connect(PostgresCluster.APP_USER, PostgresCluster.APP_PASSWORD);
  }

  @Test
  void idlePrimaryAtAPageBoundaryKeepsNoReadFromReplicas() throws SQLException {
    try (LagrangeDataSource source = open(SCOPE + "cluster");
        Connection reader = source.getConnection();
        Connection writer = LagrangeUrl.owner(cluster);
        Connection replica = plain(one)) {
      LagrangeUrl.awaitReadOnReplica(reader, READ);
      String at;
      do {
        at = fillPage(writer);
        awaitFlushedShownBy(writer, replica);
        // What a plain client that waits for the inserted position would wait for in vain.
        assertThat(LagrangeUrl.value(replica, "SELECT pg_last_wal_replay_lsn() >= '" + at + "'"))
            .isEqualTo("f");
        assertThat(LagrangeUrl.value(reader, READ)).isEqualTo("1");
      } while (!LagrangeUrl.value(writer, "SELECT pg_current_wal_insert_lsn()").equals(at));
      // Nothing moved meanwhile: the read was one at the boundary.
      assertThat(LagrangeUrl.route(reader)).startsWith("replica");
    }
  }

  /** Writes until the next record would begin a page; the inserted position. */
  private static String fillPage(Connection writer) throws SQLException {
    long overhead = message(writer, 504) - 504;
    for (long offset = offset(writer); offset != PAGE_HEADER; offset = offset(writer)) {
      long left = PAGE - offset - overhead;
      message(writer, left >= SHORTEST_MESSAGE ? left : 504);
    }
    return LagrangeUrl.value(writer, "SELECT pg_current_wal_insert_lsn()");
  }

  /** Logs a message of so many bytes; how many the log has grown by. */
  private static long message(Connection writer, long bytes) throws SQLException {
    String before = LagrangeUrl.value(writer, "SELECT pg_current_wal_insert_lsn()");
    LagrangeUrl.execute(
        writer,
        "SELECT pg_logical_emit_message(false, 'x', repeat('x', " + bytes + "), flush => true)");
    return Long.parseLong(
        LagrangeUrl.value(writer, "SELECT pg_current_wal_insert_lsn() - '" + before + "'"));
  }

  private static long offset(Connection writer) throws SQLException {
    return Long.parseLong(
        LagrangeUrl.value(writer, "SELECT (pg_current_wal_insert_lsn() - '0/0') % " + PAGE));
  }

  private static void awaitFlushedShownBy(Connection writer, Connection replica)
      throws SQLException {
    String flushed = LagrangeUrl.value(writer, "SELECT pg_current_wal_flush_lsn()");
    String reached = "SELECT pg_last_wal_replay_lsn() >= '" + flushed + "'";
    Await.until(
        "the replica to replay what is flushed",
        Await.PATIENCE,
        () -> LagrangeUrl.value(replica, reached).equals("t"));
  }

  @Test
  void whatIsAskedBeforeARepeatableReadDoesNotTakeItsSnapshot() throws SQLException {
    guardWithinTheTransactionReadsTheOldState();

    // Each read has to wait for its replica: what is asked meanwhile must not be part of it.
    cluster.replicas().forEach(node -> node.applyDelay(Duration.ofMillis(3)));
    int waited = 0;
    try (LagrangeDataSource source = open(SCOPE + "datasource&replicaWait=1s");
        Connection writer = source.getConnection();
        Connection reader = source.getConnection()) {
      reader.setReadOnly(true);
      reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      reader.setAutoCommit(false);
      for (int id = 10; waited < 20; id++) {
        LagrangeUrl.execute(writer, "INSERT INTO t VALUES (" + id + ")");
        assertThat(LagrangeUrl.value(reader, READ)).isEqualTo(Integer.toString(id));
        waited += LagrangeUrl.route(reader).startsWith("replica") ? 1 : 0;
        reader.commit();
      }
    }
  }

  /** What the test is for: a plain client that checks and reads in one transaction. */
  private void guardWithinTheTransactionReadsTheOldState() throws SQLException {
    try (Connection replica = plain(one);
        Connection writer = LagrangeUrl.owner(cluster)) {
      replica.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      replica.setAutoCommit(false);
      LagrangeUrl.value(replica, "SELECT pg_last_wal_replay_lsn()");
      LagrangeUrl.execute(writer, "INSERT INTO t VALUES (2)");
      awaitFlushedShownBy(writer, replica);
      assertThat(LagrangeUrl.value(replica, READ)).isEqualTo("1");
      replica.rollback();
    }
  }

  @Test
  void commitThatIsShownBeforeItIsReplayedIsNotUnseenElsewhere() throws SQLException {
    try (LagrangeDataSource here = open(one);
        LagrangeDataSource next = open(other);
        Connection writer = LagrangeUrl.owner(cluster);
        Connection there = plain(one);
        Connection elsewhere = plain(other)) {
      boolean early = false;
      for (int id = 2; !early; id++) {
        assertThat(id).as("attempts to meet the moment").isLessThan(30);
        beginWideCommit(writer, id);
        awaitFlushedShownBy(writer, there);
        awaitFlushedShownBy(writer, elsewhere);
        other.pauseReplay();
        String replayed = "SELECT pg_last_wal_replay_lsn()";
        String before = LagrangeUrl.value(elsewhere, replayed);

        CompletableFuture<Void> commit = CompletableFuture.runAsync(() -> commit(writer));
        String token = tokenOfWhoSees(here, id);
        // What the test is for: whoever takes what the replica had replayed for a bound would be
        // content with the other one, which does not show it.
        early = LagrangeUrl.value(there, replayed).equals(before);
        assertThat(LagrangeUrl.value(elsewhere, READ)).isNotEqualTo(Integer.toString(id));

        try (SessionContext session = SessionContext.open(token);
            Connection connection = next.getConnection()) {
          assertThat(LagrangeUrl.value(connection, READ)).isEqualTo(Integer.toString(id));
        }
        commit.join();
        writer.setAutoCommit(true);
        other.resumeReplay();
      }
    }
  }

  /** A driver that knows the primary and one replica. */
  private LagrangeDataSource open(PostgresNode replica) throws SQLException {
    PostgresNode primary = cluster.primary();
    String hosts =
        "%s:%d,%s:%d".formatted(primary.host(), primary.port(), replica.host(), replica.port());
    String url = LagrangeUrl.of(cluster, SCOPE + "context").replace(cluster.hosts(), hosts);
    LagrangeDataSource source = new LagrangeDataSource(url, Map.of());
    Await.until(
        "the lag of " + replica + " to be known",
        Await.PATIENCE,
        () -> source.nodes().replicas().stream().anyMatch(node -> node.lag() != null));
    return source;
  }

  /** Reads until a replica shows a row, and takes along what was seen. */
  private static String tokenOfWhoSees(LagrangeDataSource source, int id) throws SQLException {
    try (SessionContext session = SessionContext.open();
        Connection connection = source.getConnection()) {
      while (!LagrangeUrl.value(connection, READ).equals(Integer.toString(id))
          || !LagrangeUrl.route(connection).startsWith("replica")) {
        // the next look
      }
      return session.token();
    }
  }

  private static void commit(Connection writer) {
    try {
      writer.commit();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A transaction of which nothing is missing but a commit that deletes many files. */
  private static void beginWideCommit(Connection writer, int id) throws SQLException {
    String tables = "FOR i IN 1..400 LOOP EXECUTE format('%s', i); END LOOP";
    LagrangeUrl.execute(
        writer, "DO $$ BEGIN " + tables.formatted("CREATE TABLE wide_%s (x text)") + "; END $$");
    writer.setAutoCommit(false);
    LagrangeUrl.execute(
        writer, "DO $$ BEGIN " + tables.formatted("DROP TABLE wide_%s") + "; END $$");
    LagrangeUrl.execute(writer, "INSERT INTO t VALUES (" + id + ")");
    LagrangeUrl.execute(
        writer, "SELECT pg_logical_emit_message(false, 'x', 'all so far', flush => true)");
  }

  @Test
  void replicaThatIsKilledAndShowsLessThanBeforeIsNotBelieved() throws SQLException {
    try (LagrangeDataSource source = open(SCOPE + "connection&maxLag=1d");
        Connection session = source.getConnection();
        Connection writer = LagrangeUrl.owner(cluster)) {
      for (int id = 2; id < 200; id++) {
        LagrangeUrl.execute(writer, "INSERT INTO t VALUES (" + id + ")");
      }
      cluster.awaitReplicasCaughtUp();
      Await.until(
          "a replica to serve all of it",
          Await.PATIENCE,
          () ->
              LagrangeUrl.value(session, READ).equals("199")
                  && LagrangeUrl.route(session).startsWith("replica"));

      // What it replays again after its restart, it takes its time for.
      List<PostgresNode> replicas = cluster.replicas();
      replicas.forEach(node -> node.applyDelay(Duration.ofHours(1)));
      replicas.forEach(PostgresNode::kill);
      replicas.forEach(PostgresNode::start);
      // What a plain client would be shown, or not be: that is what the test is for.
      try (Connection there = plain(one)) {
        assertThat(StandbyCluster.answer(there, READ)).isNotEqualTo("199");
      }

      assertThat(LagrangeUrl.value(session, READ)).isEqualTo("199");
      assertThat(LagrangeUrl.route(session)).startsWith("primary");
    }
  }
}
