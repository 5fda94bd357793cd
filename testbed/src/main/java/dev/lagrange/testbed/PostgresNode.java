package dev.lagrange.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One PostgreSQL server of a {@link PostgresCluster}, with the faults that it can be made to
 * suffer. Clients reach it through its {@link #clientLink()}; a replica reaches its upstream
 * through its {@link #replicationLink()}. Thread-safe; faults on one node happen one after the
 * other. Every method that acts on the server blocks until its effect is there, and throws {@link
 * IllegalStateException} if that takes longer than {@link Await#PATIENCE}.
 */
public final class PostgresNode {
  private static final int PORT_ATTEMPTS = 5;

  private final String name;
  private final Path folder;
  private final Binaries binaries;
  private final Sandbox sandbox;
  private final Consumer<PostgresNode> promoted;
  private final Settings settings = new Settings();
  private final Link clientLink;
  private volatile @Nullable Link replicationLink;
  private volatile int directPort;
  private @Nullable ServerProcess server;

  PostgresNode(
      String name, Path folder, Binaries binaries, Sandbox sandbox, Consumer<PostgresNode> promoted)
      throws IOException {
    this.name = name;
    this.folder = Files.createDirectory(folder);
    this.binaries = binaries;
    this.sandbox = sandbox;
    this.promoted = promoted;
    this.directPort = FreePort.find();
    this.clientLink = new Link(name + " clients", this::directPort);
  }

  /**
   * The node's name within the cluster, e.g. {@code node-2}; also its {@code cluster_name} and,
   * towards its upstream, {@code application_name}.
   */
  public String name() {
    return name;
  }

  /** The address of the node for clients. */
  public String host() {
    return Link.HOST;
  }

  /** The port of the node for clients: that of its link. Never changes. */
  public int port() {
    return clientLink.port();
  }

  /**
   * The port of the server itself, past the link. May change at a restart, if another program took
   * it meanwhile.
   */
  public int directPort() {
    return directPort;
  }

  /** The path from clients to this node. */
  public Link clientLink() {
    return clientLink;
  }

  /** The path from this node to its upstream; empty if it never had one. */
  public Optional<Link> replicationLink() {
    return Optional.ofNullable(replicationLink);
  }

  /** The data directory of the server. */
  public Path dataDirectory() {
    return folder.resolve("data");
  }

  /**
   * Connects to {@link PostgresCluster#DATABASE} past the link, so that a broken link does not
   * matter. A statement fails that is not answered within {@link Await#PATIENCE}, such as a commit
   * that waits for a replica in vain.
   *
   * @throws SQLException if the server refuses or does not run
   */
  public Connection connect(String user, String password) throws SQLException {
    String url = url(directPort) + "&connectTimeout=5&socketTimeout=" + Await.PATIENCE.toSeconds();
    return DriverManager.getConnection(url, user, password);
  }

  /**
   * Connects as {@link PostgresCluster#SUPERUSER} past the link.
   *
   * @throws SQLException if the server refuses or does not run
   */
  public Connection connectAsSuperuser() throws SQLException {
    return connect(PostgresCluster.SUPERUSER, PostgresCluster.SUPERUSER_PASSWORD);
  }

  /** The URL of pgjdbc for {@link PostgresCluster#DATABASE} through the link. */
  public String jdbcUrl() {
    return url(port());
  }

  /**
   * Stops replaying; what is received stays invisible until {@link #resumeReplay()}. For a replica.
   */
  public void pauseReplay() {
    query("SELECT pg_wal_replay_pause()");
    awaitAnswer("SELECT pg_get_wal_replay_pause_state()", "paused");
  }

  /** Replays again. */
  public void resumeReplay() {
    query("SELECT pg_wal_replay_resume()");
    awaitAnswer("SELECT pg_get_wal_replay_pause_state()", "not paused");
  }

  /**
   * Replays commits only when they are this old, to the millisecond; zero ends it. For a replica.
   */
  public synchronized void applyDelay(Duration delay) {
    set("recovery_min_apply_delay", delay.toMillis() + "ms");
    // the server has told its startup process before it takes a connection that shows the new value
    awaitAnswer(
        "SELECT setting FROM pg_settings WHERE name = 'recovery_min_apply_delay'",
        Long.toString(delay.toMillis()));
  }

  /** Changes a setting; if the server runs, it reloads. Does not wait until the server has it. */
  public synchronized void set(String setting, String value) {
    settings.set(setting, value);
    unchecked(
        () -> {
          settings.write(dataDirectory());
          if (isRunning()) {
            server().signal("HUP");
          }
        });
  }

  /** Whether the server runs, frozen or not. */
  public synchronized boolean isRunning() {
    return server != null && server.isAlive();
  }

  /**
   * Stops the server in the mode "fast": sessions are ended, a checkpoint is made. Kills it if that
   * takes longer than {@link Await#PATIENCE}.
   */
  public synchronized void stop() {
    if (!isRunning()) {
      return;
    }
    unchecked(
        () -> {
          server().thaw();
          server().signal("INT");
          if (!server().awaitExit(Await.PATIENCE)) {
            server().kill();
          }
        });
  }

  /** Kills every process of the server at once. */
  public synchronized void kill() {
    if (isRunning()) {
      unchecked(server()::kill);
    }
  }

  /**
   * Kills one of the server's processes: the server ends all others, forgets what it had in memory
   * only, and recovers, without a new start. Waits until it takes connections again.
   */
  public synchronized void crash() {
    String life = "SELECT backend_start FROM pg_stat_activity WHERE backend_type = 'checkpointer'";
    String before = query(life);
    try (Connection victim = connectAsSuperuser()) {
      Sql.execute(victim, "COPY (SELECT 1) TO PROGRAM 'kill -9 $PPID'");
    } catch (SQLException e) {
      // that was its process
    }
    Await.until(name + " to have recovered", Await.PATIENCE, () -> !query(life).equals(before));
  }

  /**
   * Ends sessions, and waits until they are gone.
   *
   * @param condition on rows of {@code pg_stat_activity}
   */
  public void endSessions(String condition) throws SQLException {
    try (Connection superuser = connectAsSuperuser()) {
      Sql.execute(
          superuser,
          "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE " + condition);
    }
  }

  /** How many processes of the server wait for an event, by its name in pg_stat_activity. */
  public int countWaiting(String event) {
    return Integer.parseInt(
        query("SELECT count(*) FROM pg_stat_activity WHERE wait_event = '" + event + "'"));
  }

  /**
   * Freezes every process of the server: connections stay open and new ones are accepted by the
   * kernel, but nothing answers.
   */
  public synchronized void freeze() {
    unchecked(server()::freeze);
  }

  /** Lets a frozen server go on. */
  public synchronized void thaw() {
    unchecked(server()::thaw);
  }

  /** Starts the server if it does not run, and waits until it takes connections. */
  public synchronized void start() {
    if (!isRunning()) {
      unchecked(this::launch);
      awaitReady();
    }
  }

  /** Stops the server as {@link #stop()} does and starts it again. */
  public synchronized void restart() {
    stop();
    start();
  }

  /**
   * Promotes the replica to primary; the cluster answers it as its primary from then on. The old
   * primary is left as it is.
   */
  public synchronized void promote() {
    query("SELECT pg_promote(true, " + Await.PATIENCE.toSeconds() + ")");
    awaitAnswer("SELECT pg_is_in_recovery()", "f");
    promoted.accept(this);
  }

  /**
   * Makes this node a replica of the given one: a replica by leading its replication link there, a
   * primary by a restart as a standby. A primary whose history has parted from the new one's cannot
   * follow; {@link #rebuildFrom} makes it fit. A node that is down follows when it is started.
   */
  public synchronized void follow(PostgresNode upstream) {
    Link link = replicationLink;
    if (link != null && isStandby()) {
      link.retarget(upstream::directPort);
      link.drop();
      return;
    }
    boolean wasRunning = isRunning();
    stop();
    unchecked(() -> standBy(upstream));
    if (wasRunning) {
      start();
    }
  }

  /**
   * Replaces this node's data by a copy of the given primary's, and starts it as a replica of that.
   * Blocks for the copy.
   */
  public synchronized void rebuildFrom(PostgresNode primary) {
    kill();
    unchecked(
        () -> {
          Shell.deleteTree(dataDirectory());
          try (Connection connection = primary.connectAsSuperuser()) {
            BaseBackup.take(connection, primary.dataDirectory(), dataDirectory(), sandbox);
          }
          standBy(primary);
        });
    start();
  }

  @Override
  public String toString() {
    return name + " on port " + port() + " (direct " + directPort + ")";
  }

  /**
   * Starts from a copy of the template, without waiting for it; as a standby if there is an
   * upstream.
   */
  synchronized void create(
      Template template, Map<String, String> own, @Nullable PostgresNode upstream)
      throws IOException {
    settings.set("cluster_name", name);
    settings.setAll(own);
    Shell.copyTree(template.data(), dataDirectory());
    if (upstream != null) {
      standBy(upstream);
    }
    launch();
  }

  /** Starts from a copy of a running primary. */
  synchronized void createFrom(PostgresNode primary, Map<String, String> own) {
    settings.set("cluster_name", name);
    settings.setAll(own);
    rebuildFrom(primary);
  }

  /** Waits until the server takes connections; moves it to another port if its own was taken. */
  synchronized void awaitReady() {
    for (int attempt = 1; ; attempt++) {
      Await.until(
          name + " to take connections", Await.PATIENCE, () -> !server().isAlive() || answers());
      if (server().isAlive()) {
        return;
      }
      String log = logTail();
      if (attempt == PORT_ATTEMPTS || !log.contains("could not bind")) {
        throw new IllegalStateException(name + " did not start: " + log);
      }
      unchecked(
          () -> {
            directPort = FreePort.find();
            launch();
          });
    }
  }

  synchronized void close() {
    kill();
    clientLink.close();
    replicationLink().ifPresent(Link::close);
  }

  /** The first column of the first row as text, asked as superuser past the link. */
  String query(String sql) {
    try (Connection connection = connectAsSuperuser();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return String.valueOf(rows.getString(1));
    } catch (SQLException e) {
      throw new IllegalStateException(name + " failed at " + sql + ": " + e.getMessage(), e);
    }
  }

  private void awaitAnswer(String sql, String answer) {
    Await.until(
        name + " to answer '" + answer + "' to " + sql,
        Await.PATIENCE,
        () -> query(sql).equals(answer));
  }

  private boolean answers() throws SQLException {
    try (Connection connection = connectAsSuperuser()) {
      return connection.isValid(1);
    }
  }

  /** The URL of pgjdbc for the cluster's database behind a port of the loopback address. */
  static String url(int port) {
    return "jdbc:postgresql://"
        + Link.HOST
        + ":"
        + port
        + "/"
        + PostgresCluster.DATABASE
        + "?sslmode=disable&gssEncMode=disable";
  }

  /** Whether the application can connect over a URL of pgjdbc. */
  static boolean answers(String url) throws SQLException {
    try (Connection connection =
        DriverManager.getConnection(url, PostgresCluster.APP_USER, PostgresCluster.APP_PASSWORD)) {
      return connection.isValid(5);
    }
  }

  private void launch() throws IOException {
    settings.set("port", Integer.toString(directPort));
    settings.write(dataDirectory());
    // its process number belongs to a namespace that is gone
    Files.deleteIfExists(dataDirectory().resolve("postmaster.pid"));
    List<String> command = List.of(binaries.program("postgres"), "-D", dataDirectory().toString());
    server = new ServerProcess(sandbox.start(command, log()));
  }

  private void standBy(PostgresNode upstream) throws IOException {
    Link link = replicationLink;
    if (link == null) {
      link = new Link(name + " upstream", upstream::directPort);
      replicationLink = link;
    } else {
      link.retarget(upstream::directPort);
    }
    settings.set(
        "primary_conninfo",
        "host=%s port=%d user=%s password=%s application_name=%s sslmode=disable gssencmode=disable"
            .formatted(
                Link.HOST,
                link.port(),
                PostgresCluster.SUPERUSER,
                PostgresCluster.SUPERUSER_PASSWORD,
                name));
    settings.write(dataDirectory());
    Path signal = dataDirectory().resolve("standby.signal");
    if (!Files.exists(signal)) {
      sandbox.handOver(Files.createFile(signal));
    }
  }

  private boolean isStandby() {
    return Files.exists(dataDirectory().resolve("standby.signal"));
  }

  private ServerProcess server() {
    if (server == null) {
      throw new IllegalStateException(name + " was never started");
    }
    return server;
  }

  /** What the server said last. */
  String logTail() {
    return LogTail.of(log());
  }

  private Path log() {
    return folder.resolve("log");
  }

  /** What touches files, processes or the database; its failures become unchecked. */
  private interface Action {
    void run() throws IOException, SQLException;
  }

  private void unchecked(Action action) {
    try {
      action.run();
    } catch (IOException e) {
      throw new UncheckedIOException(name + ": " + e.getMessage(), e);
    } catch (SQLException e) {
      throw new IllegalStateException(name + ": " + e.getMessage(), e);
    }
  }
}
