package dev.lagrange.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A PostgreSQL cluster on this machine: one primary and its streaming replicas, all ready when
 * {@link Builder#start()} returns. Every node has the database {@link #DATABASE}, owned by the
 * ordinary role {@link #APP_USER}, and the role {@link #MONITOR_USER}, a member of {@code
 * pg_monitor}. Thread-safe. {@link #close()} kills the servers and deletes their data; the end of
 * the JVM, even by SIGKILL, kills them too.
 */
public final class PostgresCluster implements AutoCloseable {
  /** The database of the application. */
  public static final String DATABASE = "app";

  /** An ordinary role, owner of {@link #DATABASE}. */
  public static final String APP_USER = "app";

  /** The password of {@link #APP_USER}. */
  public static final String APP_PASSWORD = "app-password";

  /** A role that may see the statistics of all sessions. */
  public static final String MONITOR_USER = "monitor";

  /** The password of {@link #MONITOR_USER}. */
  public static final String MONITOR_PASSWORD = "monitor-password";

  /** The superuser. */
  public static final String SUPERUSER = "postgres";

  /** The password of {@link #SUPERUSER}. */
  public static final String SUPERUSER_PASSWORD = "postgres-password";

  private final Path folder;
  private final Binaries binaries;
  private final Sandbox sandbox;
  private final int synchronousReplicas;
  private final Map<String, String> settings;
  private final List<PostgresNode> nodes = new CopyOnWriteArrayList<>();
  private final AtExit atExit;
  private volatile PostgresNode primary;

  private PostgresCluster(Builder builder) throws IOException {
    sandbox = Sandbox.ofThisMachine();
    CacheFolder cache = CacheFolder.open();
    binaries = Binaries.in(cache);
    synchronousReplicas = builder.synchronousReplicas;
    settings = Map.copyOf(builder.settings);
    folder = cache.newCluster();
    primary = newNode(1);
    atExit = AtExit.run(this::closeNow);
    try {
      Template template =
          builder.ownIdentity
              ? Template.fresh(folder.resolve("template"), binaries, sandbox)
              : Template.in(cache, binaries, sandbox);
      start(template, builder.replicas);
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** A cluster of one primary and no replica, until told otherwise. */
  public static Builder builder() {
    return new Builder();
  }

  /** The primary: the first node, or the one promoted last. */
  public PostgresNode primary() {
    return primary;
  }

  /**
   * Runs statements on the primary, one after the other, as the application.
   *
   * @throws SQLException if one fails
   */
  public void execute(String... statements) throws SQLException {
    try (Connection app = primary().connect(APP_USER, APP_PASSWORD)) {
      for (String sql : statements) {
        Sql.execute(app, sql);
      }
    }
  }

  /** All nodes but the primary, whether they run and follow it or not. */
  public List<PostgresNode> replicas() {
    PostgresNode current = primary;
    return nodes.stream().filter(node -> node != current).toList();
  }

  /** All nodes, the primary first. */
  public List<PostgresNode> nodes() {
    PostgresNode current = primary;
    return Stream.concat(Stream.of(current), nodes.stream().filter(node -> node != current))
        .toList();
  }

  /**
   * The URL of the driver for this cluster, to which options may be appended with {@code &}: the
   * application's plain role, and a monitor that may see everything.
   */
  public String driverUrl() {
    return "jdbc:lagrange:postgresql://%s/%s?user=%s&password=%s&monitorUser=%s&monitorPassword=%s"
        .formatted(hosts(), DATABASE, APP_USER, APP_PASSWORD, MONITOR_USER, MONITOR_PASSWORD);
  }

  /**
   * The hosts part of a JDBC URL, primary first: {@code 127.0.0.1:5001,127.0.0.1:5002}. The ports
   * are those of the client links.
   */
  public String hosts() {
    return nodes().stream()
        .map(node -> node.host() + ":" + node.port())
        .collect(Collectors.joining(","));
  }

  /**
   * Adds a replica, made from a base backup of the primary, and waits until it streams. In a
   * synchronous cluster it becomes one of the candidates.
   */
  public synchronized PostgresNode addReplica() {
    PostgresNode node = newNode(nodes.size() + 1);
    try {
      Map<String, String> own = new TreeMap<>(settings);
      own.putAll(synchronousNames(node));
      node.createFrom(primary, own);
      nodes.stream().filter(other -> other != node).forEach(this::updateSynchronousNames);
      awaitStreaming(node);
      return node;
    } catch (RuntimeException e) {
      nodes.remove(node);
      node.close();
      throw e;
    }
  }

  /**
   * Waits up to {@link Await#PATIENCE} until every replica that runs shows all that the primary had
   * committed when this was called, asynchronous commits too.
   *
   * @throws IllegalStateException if one does not get there in time, e.g. because it is cut off or
   *     frozen
   */
  public void awaitReplicasCaughtUp() {
    // the end of this record is a position that every replica reaches; the insert position may lie
    // just past a page header, where none arrives
    String position =
        primary.query("SELECT pg_logical_emit_message(false, 'testbed', '', flush => true)");
    for (PostgresNode replica : replicas()) {
      if (replica.isRunning()) {
        Await.until(
            replica.name() + " to replay " + position,
            Await.PATIENCE,
            () ->
                replica.query("SELECT pg_last_wal_replay_lsn() >= '" + position + "'").equals("t"));
      }
    }
  }

  /**
   * Promotes the running replica that has received most, has the others follow it, and answers it.
   * With {@link Builder#synchronous} replicas, all that was acknowledged is there, and every other
   * replica can follow: its log is a part of that one's. What still runs of the old primary goes on
   * unaware, cut off from its replicas.
   *
   * @throws IllegalStateException if no replica runs, or it takes longer than {@link
   *     Await#PATIENCE}
   */
  public synchronized PostgresNode failOver() {
    List<PostgresNode> candidates = replicas().stream().filter(PostgresNode::isRunning).toList();
    if (candidates.isEmpty()) {
      throw new IllegalStateException("No replica runs that could be promoted, of " + nodes());
    }
    return new Succession(candidates).promote();
  }

  /**
   * Waits until a replica streams from the primary.
   *
   * @throws IllegalStateException if it does not within the limit
   */
  public void awaitStreaming(PostgresNode replica, Duration limit) {
    String sql =
        "SELECT count(*) > 0 FROM pg_stat_replication WHERE state = 'streaming'"
            + " AND application_name = '%s'".formatted(replica.name());
    try {
      Await.until(
          replica.name() + " to stream from " + primary.name(),
          limit,
          () -> primary.query(sql).equals("t"));
    } catch (IllegalStateException e) {
      throw new IllegalStateException(
          "%s; the replica: %s; the primary: %s"
              .formatted(e.getMessage(), replica.logTail(), primary.logTail()),
          e);
    }
  }

  /** Kills all nodes, closes all links and deletes all data. Does nothing the second time. */
  @Override
  public void close() {
    closeNow();
    atExit.cancel();
  }

  @Override
  public String toString() {
    return "PostgreSQL " + binaries.version() + " cluster " + nodes();
  }

  private void start(Template template, int replicas) throws IOException {
    for (int number = 2; number <= replicas + 1; number++) {
      newNode(number);
    }
    for (PostgresNode node : nodes) {
      Map<String, String> own = new TreeMap<>(settings);
      own.putAll(synchronousNames(node));
      node.create(template, own, node == primary ? null : primary);
    }
    nodes.forEach(PostgresNode::awaitReady);
    replicas().forEach(this::awaitStreaming);
  }

  private PostgresNode newNode(int number) {
    String name = "node-" + number;
    try {
      PostgresNode node =
          new PostgresNode(
              name, folder.resolve(name), binaries, sandbox, promoted -> primary = promoted);
      nodes.add(node);
      return node;
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be made: " + e.getMessage(), e);
    }
  }

  /** Every node names the others, so that the rule still holds after a promotion. */
  private Map<String, String> synchronousNames(PostgresNode node) {
    if (synchronousReplicas == 0) {
      return Map.of();
    }
    String others =
        nodes.stream()
            .filter(other -> other != node)
            .map(other -> '"' + other.name() + '"')
            .collect(Collectors.joining(", "));
    return Map.of("synchronous_standby_names", "ANY " + synchronousReplicas + " (" + others + ")");
  }

  private void updateSynchronousNames(PostgresNode node) {
    synchronousNames(node).forEach(node::set);
  }

  private void awaitStreaming(PostgresNode replica) {
    awaitStreaming(replica, Await.PATIENCE);
  }

  private synchronized void closeNow() {
    nodes.forEach(PostgresNode::close);
    nodes.clear();
    try {
      Shell.deleteTree(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What to start. Not thread-safe. */
  public static final class Builder {
    private final Map<String, String> settings = new TreeMap<>(Map.of("fsync", "off"));
    private int replicas;
    private int synchronousReplicas;
    private boolean ownIdentity;

    private Builder() {}

    /** The number of replicas, 0 or more. */
    public Builder replicas(int count) {
      if (count < 0) {
        throw new IllegalArgumentException("A cluster has 0 replicas or more, not " + count);
      }
      replicas = count;
      return this;
    }

    /**
     * How many replicas must have flushed a commit before it is acknowledged ({@code ANY k}); 0,
     * the default, means asynchronous.
     */
    public Builder synchronous(int count) {
      synchronousReplicas = count;
      return this;
    }

    /**
     * Whether the servers flush to disk; off by default, since a killed process loses nothing that
     * it has written.
     */
    public Builder fsync(boolean on) {
      return setting("fsync", on ? "on" : "off");
    }

    /** A setting of {@code postgresql.conf} for all nodes; overrides the testbed's own. */
    public Builder setting(String name, String value) {
      settings.put(name, value);
      return this;
    }

    /**
     * Gives the cluster a system identifier of its own; otherwise all clusters on this machine
     * share one. Takes about a second more.
     */
    public Builder ownIdentity() {
      ownIdentity = true;
      return this;
    }

    /**
     * Starts the cluster and waits until every replica streams.
     *
     * @throws IllegalStateException if this is not Linux, or a server does not start in time; with
     *     the tail of its log
     * @throws IllegalArgumentException if more synchronous replicas are asked for than there are
     *     replicas
     * @throws UncheckedIOException if files or processes cannot be made
     */
    public PostgresCluster start() {
      if (synchronousReplicas < 0 || synchronousReplicas > replicas) {
        throw new IllegalArgumentException(
            "Of " + replicas + " replicas, " + synchronousReplicas + " cannot be synchronous");
      }
      try {
        return new PostgresCluster(this);
      } catch (IOException e) {
        throw new UncheckedIOException("The cluster could not be started: " + e.getMessage(), e);
      }
    }
  }
}
