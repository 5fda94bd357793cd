package dev.lagrange.control;

import dev.lagrange.routing.cluster.ClusterView;
import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.cluster.NodeState;
import dev.lagrange.routing.cluster.Role;
import dev.lagrange.routing.cluster.SampleRing;
import dev.lagrange.routing.cluster.ServerRun;
import dev.lagrange.routing.error.SqlState;
import dev.lagrange.routing.event.RoutingListener;
import dev.lagrange.routing.option.ClusterUrl;
import dev.lagrange.routing.option.HostPort;
import dev.lagrange.routing.option.OptionTable;
import dev.lagrange.routing.option.Options;
import dev.lagrange.routing.position.Position;
import dev.lagrange.routing.token.ClusterId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLNonTransientException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Watches all nodes of a cluster and publishes what is known of them. One per cluster and process.
 * Thread-safe; one daemon thread per node.
 */
public final class ClusterMonitor implements PositionSource, CatchUp, AutoCloseable {

  /** How often, and with what pauses, a start asks replicas that are a little behind. */
  private static final int LAG_ROUNDS = 50;

  private static final long LAG_PAUSE_NANOS = Duration.ofMillis(5).toNanos();

  private final Vendor vendor;
  private final ClusterUrl url;
  private final Options options;
  private final Watches watches;
  private final Membership membership;
  private final ClusterPicture picture;
  private final TopologySource topology;
  private final Ticker ticker;
  private final Duration failoverTimeout;

  private ClusterMonitor(
      Vendor vendor,
      ClusterUrl url,
      Options options,
      Ticker ticker,
      RoutingListener listener,
      TopologySource topology) {
    this.vendor = vendor;
    this.url = url;
    this.options = options;
    this.ticker = ticker;
    this.topology = topology;
    this.failoverTimeout = options.get(OptionTable.FAILOVER_TIMEOUT);
    this.picture =
        new ClusterPicture(url.hosts().stream().map(Watches::idOf).toList(), ticker, listener);
    Duration timeout = options.get(OptionTable.PROBE_TIMEOUT);
    Map<String, String> properties = probeProperties(options, timeout);
    long interval = options.get(OptionTable.PROBE_INTERVAL).toNanos();
    this.watches =
        new Watches(
            (node, address) ->
                new NodeWatch(
                    node,
                    new ProbeConnection(
                        node, address, vendor, url.database(), properties, timeout, ticker),
                    picture,
                    interval));
    this.membership = new Membership(url.hosts(), watches, picture);
  }

  /**
   * Starts to watch, and waits until every node has answered or failed once, and up to 250 ms more
   * for the lag of replicas that are a little behind. Blocks up to twice the probe timeout and
   * that.
   *
   * @throws SQLException if no node answers (08001, or as the server refused: a wrong password, a
   *     database that is not there), if all answer and none is a primary (08001), or if they are
   *     not of one cluster (22023)
   */
  public static ClusterMonitor start(
      Vendor vendor, ClusterUrl url, Options options, Ticker ticker, RoutingListener listener)
      throws SQLException {
    return start(vendor, url, options, ticker, listener, TopologySource.NONE);
  }

  /**
   * The same, with more nodes than those of the URL. Blocks for the first answer of the source,
   * too, and closes the source at the end.
   */
  public static ClusterMonitor start(
      Vendor vendor,
      ClusterUrl url,
      Options options,
      Ticker ticker,
      RoutingListener listener,
      TopologySource topology)
      throws SQLException {
    ClusterMonitor monitor = new ClusterMonitor(vendor, url, options, ticker, listener, topology);
    try {
      topology.start(monitor::told);
      monitor.awaitFirstRound();
      monitor.picture.onPrimaryLost(topology::askSoon);
      return monitor;
    } catch (SQLException | RuntimeException e) {
      monitor.close();
      throw e;
    }
  }

  private static Map<String, String> probeProperties(Options options, Duration timeout) {
    Map<String, String> properties = new HashMap<>(options.passedThrough());
    options.find(OptionTable.MONITOR_USER).ifPresent(user -> properties.put("user", user));
    options
        .find(OptionTable.MONITOR_PASSWORD)
        .ifPresent(password -> properties.put("password", password));
    String seconds = Long.toString(Math.max(1, timeout.plusMillis(999).toSeconds()));
    properties.put("connectTimeout", seconds);
    properties.put("socketTimeout", seconds);
    properties.put("ApplicationName", "lagrange-monitor");
    return properties;
  }

  private void awaitFirstRound() throws SQLException {
    long now = ticker.read();
    Map<NodeId, CompletableFuture<Observation>> round = new LinkedHashMap<>();
    watches.nodes().forEach(node -> round.put(node, observationAfter(node, now)));
    watches.start();
    Map<NodeId, SQLException> failures = new LinkedHashMap<>();
    Map<NodeId, ClusterId> owners = new LinkedHashMap<>();
    for (Map.Entry<NodeId, CompletableFuture<Observation>> answer : round.entrySet()) {
      try {
        ServerRun run = answer.getValue().get().stamp().run();
        if (run != null) {
          owners.put(answer.getKey(), run.cluster());
        }
      } catch (ExecutionException e) {
        failures.put(answer.getKey(), asSqlException(e.getCause()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new SQLTransientConnectionException("interrupted while connecting", "08001", e);
      }
    }
    if (failures.size() == round.size()) {
      throw noneAnswers(failures);
    }
    if (new HashSet<>(owners.values()).size() > 1) {
      // Whoever answered first would decide which of them is ours.
      throw new SQLNonTransientException(
          "The hosts of the URL, and those that 'patroni' names if it is set, hold the data of several"
              + " clusters (system identifiers "
              + owners
              + "): name the nodes of one cluster only",
          SqlState.INVALID_OPTION.code());
    }
    picture.settled();
    awaitLags();
    if (failures.isEmpty() && view().primary() == null) {
      throw new SQLTransientConnectionException(
          "None of the hosts "
              + watches
              + " is the primary: all are in recovery, or several take writes and none is proved to"
              + " succeed the others; add the primary's address to the URL",
          "08001");
    }
  }

  /**
   * A replica's lag is known once it has replayed the primary's first sample: until then no read at
   * {@code weak} could go there. One that is far behind is not waited for.
   */
  private void awaitLags() {
    refreshReplicas();
    for (int round = 1; round < LAG_ROUNDS && isLagUnknown(); round++) {
      LockSupport.parkNanos(LAG_PAUSE_NANOS);
      refreshReplicas();
    }
  }

  private boolean isLagUnknown() {
    ClusterView view = view();
    return view.primary() != null && view.replicas().stream().anyMatch(node -> node.lag() == null);
  }

  /** Asks every live replica anew. Blocks up to twice the probe timeout. */
  public void refreshReplicas() {
    long now = ticker.read();
    List<CompletableFuture<Observation>> answers = new ArrayList<>();
    view().replicas().forEach(node -> answers.add(observationAfter(node.id(), now)));
    settle(answers);
  }

  private static void settle(List<CompletableFuture<Observation>> answers) {
    CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .exceptionally(failed -> null)
        .join();
  }

  private static SQLException noneAnswers(Map<NodeId, SQLException> failures) {
    StringBuilder message = new StringBuilder("No host of the URL can be used");
    String state = "08001";
    for (Map.Entry<NodeId, SQLException> failure : failures.entrySet()) {
      message.append("; ").append(failure.getKey()).append(": ");
      message.append(failure.getValue().getMessage());
      String given = failure.getValue().getSQLState();
      if (given != null && !given.startsWith("08")) {
        state = given;
      }
    }
    SQLException first = failures.values().iterator().next();
    if (state.startsWith("28")) {
      message.append("; correct 'user' and 'password', or 'monitorUser' and 'monitorPassword'");
      return new SQLInvalidAuthorizationSpecException(message.toString(), state, first);
    }
    if (state.startsWith("3D")) {
      message.append("; correct the name of the database in the URL");
      return new SQLNonTransientConnectionException(message.toString(), state, first);
    }
    message.append("; check the addresses in the URL, and that the servers run");
    return new SQLTransientConnectionException(message.toString(), state, first);
  }

  static SQLException asSqlException(@Nullable Throwable cause) {
    return cause instanceof SQLException e
        ? e
        : new SQLTransientConnectionException("the node could not be probed", "08001", cause);
  }

  /** What is known of the cluster now. One volatile read. */
  public ClusterView view() {
    return picture.view();
  }

  /** The primary's recent positions. */
  public SampleRing samples() {
    return picture.samples();
  }

  /** The newest position of a primary that this process has learned; null if none. */
  public @Nullable Position newestKnown() {
    return picture.newestKnown();
  }

  @Override
  public CompletableFuture<Observation> sampleAfter(long time) {
    NodeState primary = view().primary();
    if (primary == null) {
      return CompletableFuture.failedFuture(
          new SQLTransientConnectionException("no primary can be asked", "08001"));
    }
    return observationAfter(primary.id(), time).thenCompose(this::ofPrimary);
  }

  /** The node asked may have been demoted or replaced before it answered: then its successor. */
  private CompletableFuture<Observation> ofPrimary(Observation answer) {
    NodeState primary = view().primary();
    boolean rules =
        answer.reading().role() == Role.PRIMARY
            && primary != null
            && primary.id().equals(answer.node());
    return rules ? CompletableFuture.completedFuture(answer) : sampleAfter(answer.requestedAt());
  }

  /**
   * The first observation of a node requested after a time; as {@link #sampleAfter}. It fails if
   * the node is no member, or not any more.
   */
  public CompletableFuture<Observation> observationAfter(NodeId node, long time) {
    NodeWatch watch = watches.find(node);
    return watch == null ? CompletableFuture.failedFuture(noMember(node)) : watch.after(time);
  }

  /** The last observation of a node; null if the last probe failed, or it is no member. */
  public @Nullable Observation latest(NodeId node) {
    NodeWatch watch = watches.find(node);
    return watch == null ? null : watch.latest();
  }

  /**
   * Takes what somebody else has asked the primary, so that this process knows of a position before
   * it relies on it. Does not block.
   *
   * @return false if the node is not the primary, or not in the same run; nothing is to be made of
   *     the observation then
   */
  public boolean learns(Observation ofPrimary) {
    return picture.learns(ofPrimary);
  }

  @Override
  public CompletableFuture<Observation> reached(NodeId node, Position position) {
    NodeWatch watch = watches.find(node);
    return watch == null ? CompletableFuture.failedFuture(noMember(node)) : watch.reached(position);
  }

  /**
   * The primary, waiting for one if there is none.
   *
   * @param timeout what is left of {@code failoverTimeout}
   * @throws SQLTransientConnectionException if there is none in time (08001)
   */
  public NodeState awaitPrimary(Duration timeout) throws SQLException {
    NodeState primary = view().primary();
    if (primary != null) {
      return primary;
    }
    try {
      return picture.nextPrimary().get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new SQLTransientConnectionException(
          "No primary of cluster "
              + watches
              + " could be reached within failoverTimeout="
              + failoverTimeout.toMillis()
              + "ms; check that one of them takes writes, or raise failoverTimeout",
          "08001",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLTransientConnectionException(
          "interrupted while waiting for a primary", "08001", e);
    }
  }

  /**
   * A new connection of the monitor's user to a node, which the caller closes. Blocks as long as a
   * probe may.
   *
   * @param patience how long it may leave a question unanswered
   * @throws SQLException as the driver throws it
   */
  public Connection connect(NodeId node, Duration patience) throws SQLException {
    return connect(node, patience, Map.of());
  }

  /**
   * The same, but for some properties of the driver, such as user and password.
   *
   * @throws SQLException as the driver throws it
   */
  public Connection connect(NodeId node, Duration patience, Map<String, String> others)
      throws SQLException {
    HostPort address = watches.address(node);
    if (address == null) {
      throw noMember(node);
    }
    Duration timeout = options.get(OptionTable.PROBE_TIMEOUT);
    Map<String, String> properties = probeProperties(options, timeout);
    properties.putAll(others);
    Connection connection = vendor.connect(address, url.database(), properties);
    connection.setNetworkTimeout(Runnable::run, Math.toIntExact(patience.toMillis()));
    return connection;
  }

  private SQLException noMember(NodeId node) {
    return new SQLTransientConnectionException(
        "Node " + node + " is no member of the cluster any more, which has " + watches, "08001");
  }

  /** Where a node is; null if it is no member, or not any more. */
  public @Nullable HostPort address(NodeId node) {
    return watches.address(node);
  }

  /**
   * How many nodes were members while this process watched, and are none any more: what they have
   * acknowledged is not known.
   */
  public int departed() {
    return membership.departed();
  }

  /** Takes which standbys the primary has, and waits until those that are new have answered. */
  void sees(Collection<HostPort> standbys) {
    Set<NodeId> before = new HashSet<>();
    watches.nodes().forEach(before::add);
    membership.see(standbys);
    long now = ticker.read();
    List<CompletableFuture<Observation>> answers = new ArrayList<>();
    for (NodeId node : watches.nodes()) {
      if (!before.contains(node)) {
        answers.add(observationAfter(node, now));
      }
    }
    if (!answers.isEmpty()) {
      settle(answers);
      awaitLags();
    }
  }

  /** Whoever is named as the primary, and whoever was it before, is looked at without delay. */
  @SuppressWarnings("FutureReturnValueIgnored") // what they answer becomes part of the view
  private TopologySource.Verdict told(Topology said) {
    if (!membership.take(said)) {
      return TopologySource.Verdict.OUTDATED;
    }
    NodeState primary = view().primary();
    NodeId leader = said.leader() == null ? null : Watches.idOf(said.leader());
    boolean agreed = primary != null && (leader == null || primary.id().equals(leader));
    if (!agreed) {
      long now = ticker.read();
      view().nodes().stream()
          .filter(node -> node.equals(primary) || node.id().equals(leader))
          .forEach(node -> observationAfter(node.id(), now));
    }
    return primary == null ? TopologySource.Verdict.PRESSING : TopologySource.Verdict.TAKEN;
  }

  /** Stops watching. What was learned stays visible. */
  @Override
  public void close() {
    topology.close();
    watches.close();
  }
}
