package dev.lagrange.verifier.fault;

import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import dev.lagrange.verifier.fault.FaultEvent.Direction;
import dev.lagrange.verifier.fault.FaultNote.Phase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A cluster whose application writes numbers, to see what a fault does to them. */
final class FaultBed implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Who has heard nothing for so long hears nothing. */
  private static final Duration SILENCE = Duration.ofSeconds(1);

  private static final Duration LONG = Duration.ofHours(1);

  final PostgresCluster cluster;
  private final AtomicInteger last = new AtomicInteger();

  FaultBed(int synchronous) throws SQLException {
    cluster = PostgresCluster.builder().replicas(2).synchronous(synchronous).start();
    try (Connection app = app(cluster.primary());
        Statement statement = app.createStatement()) {
      statement.execute("CREATE SCHEMA " + Traces.RUN_SCHEMA);
      statement.execute("CREATE TABLE " + Traces.RUN_SCHEMA + ".written (n int)");
    }
    cluster.awaitReplicasCaughtUp();
    // a replica that comes back older has the table still
    for (PostgresNode node : cluster.nodes()) {
      Superuser.execute(node, "CHECKPOINT");
    }
  }

  @Override
  public void close() {
    cluster.close();
  }

  PostgresNode primary() {
    return cluster.primary();
  }

  PostgresNode replica() {
    return cluster.replicas().get(0);
  }

  PostgresNode otherReplica() {
    return cluster.replicas().get(1);
  }

  /** Begins a fault that lasts until the run is closed, and waits until it has begun. */
  FaultRun inflict(FaultKind kind, Rank rank) {
    return inflict(kind, rank, Duration.ZERO, null);
  }

  FaultRun inflict(FaultKind kind, Rank rank, Duration amount, @Nullable Direction direction) {
    FaultRun run = play(new FaultEvent(Duration.ZERO, kind, rank, LONG, amount, direction));
    awaitPhase(run, Phase.BEGUN);
    return run;
  }

  FaultRun play(FaultEvent... events) {
    return FaultRun.start(cluster, new FaultSchedule(LONG.multipliedBy(2), 0, List.of(events)));
  }

  static void awaitPhase(FaultRun run, Phase phase) {
    Await.until(
        phase + " among " + run.events(),
        PATIENCE,
        () -> run.events().stream().anyMatch(note -> note.phase() == phase));
  }

  /** Writes the next number. */
  int write() throws SQLException {
    try (Connection app = app(primary())) {
      return write(app);
    }
  }

  int write(Connection app) throws SQLException {
    int number = last.incrementAndGet();
    try (Statement statement = app.createStatement()) {
      statement.execute("INSERT INTO " + Traces.RUN_SCHEMA + ".written VALUES (" + number + ")");
      return number;
    }
  }

  static boolean shows(PostgresNode node, int number) throws SQLException {
    return Superuser.ask(
            node, "SELECT count(*) FROM " + Traces.RUN_SCHEMA + ".written WHERE n = " + number)
        .equals("1");
  }

  static void awaitShown(PostgresNode node, int number) {
    Await.until(node.name() + " to show " + number, PATIENCE, () -> shows(node, number));
  }

  /** Waits until the replica has received what the primary has written so far. */
  void awaitReceived(PostgresNode replica) throws SQLException {
    String position = Superuser.ask(primary(), "SELECT pg_current_wal_flush_lsn()");
    Await.until(
        replica.name() + " to receive " + position,
        PATIENCE,
        () -> asks(replica, "pg_last_wal_receive_lsn() >= '" + position + "'"));
  }

  static boolean asks(PostgresNode node, String condition) throws SQLException {
    return Superuser.ask(node, "SELECT " + condition).equals("t");
  }

  static String value(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return String.valueOf(rows.getString(1));
    }
  }

  /** As the application, past the link. */
  static Connection app(PostgresNode node) throws SQLException {
    return node.connect(PostgresCluster.APP_USER, PostgresCluster.APP_PASSWORD);
  }

  /** As the application, through the link. */
  static Connection client(PostgresNode node) throws SQLException {
    return client(node, PATIENCE);
  }

  /** As the application, through the link, where no answer is expected. */
  static Connection impatientClient(PostgresNode node) throws SQLException {
    return client(node, SILENCE);
  }

  /** From now on no answer is expected. */
  static void expectSilence(Connection client) throws SQLException {
    client.setNetworkTimeout(Runnable::run, (int) SILENCE.toMillis());
  }

  private static Connection client(PostgresNode node, Duration patience) throws SQLException {
    return DriverManager.getConnection(
        "%s&connectTimeout=%d&socketTimeout=%d"
            .formatted(node.jdbcUrl(), PATIENCE.toSeconds(), patience.toSeconds()),
        PostgresCluster.APP_USER,
        PostgresCluster.APP_PASSWORD);
  }
}
