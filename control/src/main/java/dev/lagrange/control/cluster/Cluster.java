package dev.lagrange.control.cluster;

import dev.lagrange.control.ClusterMonitor;
import dev.lagrange.control.LastRead;
import dev.lagrange.control.PositionSource;
import dev.lagrange.control.StandbyWatch;
import dev.lagrange.control.Ticker;
import dev.lagrange.control.TopologySource;
import dev.lagrange.control.Vendor;
import dev.lagrange.control.catalog.CatalogWatch;
import dev.lagrange.control.catalog.NodeCatalog;
import dev.lagrange.control.patroni.PatroniWatch;
import dev.lagrange.control.session.Floors;
import dev.lagrange.control.session.ReplicaReads;
import dev.lagrange.control.session.Samples;
import dev.lagrange.control.session.Session;
import dev.lagrange.routing.catalog.Catalog;
import dev.lagrange.routing.catalog.QualifiedName;
import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.cluster.NodeState;
import dev.lagrange.routing.error.SqlState;
import dev.lagrange.routing.event.RoutingListener;
import dev.lagrange.routing.option.ClusterUrl;
import dev.lagrange.routing.option.HostPort;
import dev.lagrange.routing.option.OptionTable;
import dev.lagrange.routing.option.Options;
import dev.lagrange.routing.option.RestAddress;
import dev.lagrange.routing.option.RoutingMode;
import dev.lagrange.routing.option.StandbyAddress;
import dev.lagrange.routing.sql.Classification;
import dev.lagrange.routing.sql.Classifier;
import dev.lagrange.routing.token.TokenKey;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A cluster as one process uses it: what is known of its nodes, the promises that follow, and what
 * this process wrote there. Thread-safe; shared by all logical connections with the same URL and
 * options.
 */
public final class Cluster implements AutoCloseable {

  /** How long the catalog may keep an application from starting, at least. */
  private static final Duration FIRST_READ = Duration.ofSeconds(5);

  private final Opened opened;
  private final Options options;
  private final Vendor vendor;
  private final Ticker ticker;
  private final RoutingListener listener;
  private final ClusterMonitor monitor;
  private final NodeConnections pools;
  private final Classifier classifier;
  private final ClusterPolicy policy;
  private final Samples samples;
  private final Floors floors;
  private final ReadRouter router;
  private final PrimaryProofs proofs;
  private final StrongPath strongPath;
  private final long openedAt;
  private final Reruns reruns;
  private final WeakBacklog weakBacklog;
  private final Session session;
  private final ReplicaReads replicaReads = new ReplicaReads();
  private final Ledger ledger = new Ledger(this);
  private final CatalogWatch catalog;
  private final ReentrantLock judging = new ReentrantLock();
  private Catalog known = Catalog.UNKNOWN; // guarded by judging
  private final @Nullable TokenKey tokenKey;
  private final @Nullable KeyedSessions keyedSessions;
  private volatile RoutingMode routing;

  private Cluster(
      Vendor vendor,
      ClusterUrl url,
      Options options,
      Ticker ticker,
      RoutingListener listener,
      NodeConnections.Maker<?> connections,
      Opened opened)
      throws SQLException {
    this.opened = opened;
    this.options = options;
    this.vendor = vendor;
    this.ticker = ticker;
    this.listener = listener;
    this.openedAt = ticker.read();
    this.routing = options.get(OptionTable.ROUTING);
    this.tokenKey = options.find(OptionTable.TOKEN_KEY).map(TokenKey::of).orElse(null);
    this.classifier = new Classifier(vendor.dialect(), options.get(OptionTable.STATEMENT_CACHE));
    this.keyedSessions = KeyedSessions.of(options, ticker, listener);
    if (keyedSessions != null) {
      opened.add(keyedSessions::close);
    }
    this.policy = ClusterPolicy.of(options, vendor.dialect(), url.database(), listener);
    opened.add(policy::close);
    if (options.find(OptionTable.POLICY).isPresent()) {
      classifier.nameByTree();
      policy.onChange(this::judgeAnew);
      judgeAnew();
    }
    this.pools = connections.make(new KnownMembers());
    opened.add(pools::close);
    this.monitor =
        ClusterMonitor.start(
            vendor, url, options, ticker, new PoolKeeper(pools, listener), topology(options));
    opened.add(monitor::close);
    Optional<StandbyAddress> standbys = options.find(OptionTable.STANDBY_ADDRESS);
    if (standbys.isPresent()) {
      Duration patience = options.get(OptionTable.PROBE_TIMEOUT);
      opened.add(StandbyWatch.start(monitor, vendor, standbys.get(), patience)::close);
    }
    this.samples = new Samples(monitor, options);
    this.floors = new Floors(monitor, samples, options, listener);
    this.router =
        new ReadRouter(
            monitor, samples, ticker, listener, options, node -> pools.outstanding(node.id()));
    this.proofs = new PrimaryProofs(this, options);
    opened.add(proofs::close);
    this.strongPath = new StrongPath(this, options);
    opened.add(strongPath::close);
    this.reruns = new Reruns(ticker);
    this.weakBacklog = new WeakBacklog(options, ticker, listener);
    opened.add(weakBacklog::close);
    this.session = new Session(monitor.newestKnown());
    NodeCatalog catalog =
        new NodeCatalog(monitor, vendor.catalogReader(options.get(OptionTable.USER_FUNCTIONS)));
    this.catalog =
        CatalogWatch.start(
            catalog,
            options.get(OptionTable.CATALOG_REFRESH),
            firstRead(options),
            ticker,
            this::judgeBy,
            url.database());
    opened.add(this.catalog::close);
  }

  /** Who grants a probe more time grants it to the first look at the catalog, too. */
  private static Duration firstRead(Options options) {
    Duration probe = options.get(OptionTable.PROBE_TIMEOUT);
    return probe.compareTo(FIRST_READ) > 0 ? probe : FIRST_READ;
  }

  private static TopologySource topology(Options options) throws SQLException {
    Optional<List<RestAddress>> patroni = options.find(OptionTable.PATRONI);
    if (patroni.isPresent() && options.find(OptionTable.STANDBY_ADDRESS).isPresent()) {
      throw new SQLNonTransientException(
          "'patroni' and 'standbyAddress' both say which nodes the cluster has: set one of them",
          SqlState.INVALID_OPTION.code());
    }
    return patroni
        .<TopologySource>map(
            servers -> new PatroniWatch(servers, options.get(OptionTable.PROBE_TIMEOUT)))
        .orElse(TopologySource.NONE);
  }

  /**
   * Has statements judged by what is known of the database and what the policy declares of it. One
   * at a time, so that what was learned last stands.
   */
  private void judgeAnew() {
    judging.lock();
    try {
      classifier.use(known.declaringSafe(policy.replicaSafe()));
    } finally {
      judging.unlock();
    }
  }

  private void judgeBy(Catalog learned) {
    judging.lock();
    try {
      known = learned;
      judgeAnew();
    } finally {
      judging.unlock();
    }
  }

  /**
   * Learns what the nodes are, and what the database holds. Blocks until each node has answered or
   * failed once, and until the catalog was read, or could not be.
   *
   * @param connections makes those over which statements will be served
   * @throws SQLException if the policy or the token store's options are bad (22023), if no node
   *     answers, or none is the primary (08001), or as a server refused
   */
  public static Cluster open(
      Vendor vendor,
      ClusterUrl url,
      Options options,
      Ticker ticker,
      RoutingListener listener,
      NodeConnections.Maker<?> connections)
      throws SQLException {
    Opened opened = new Opened();
    try {
      return new Cluster(vendor, url, options, ticker, listener, connections, opened);
    } catch (SQLException | RuntimeException | Error e) {
      opened.close();
      throw e;
    }
  }

  /** The options it was opened with. */
  public Options options() {
    return options;
  }

  /** The kind of its servers. */
  public Vendor vendor() {
    return vendor;
  }

  /** The clock of everything here. */
  public Ticker ticker() {
    return ticker;
  }

  /** Who is told of what happens. */
  public RoutingListener listener() {
    return listener;
  }

  /** What is known of its nodes. */
  public ClusterMonitor monitor() {
    return monitor;
  }

  /** Says what statements are. */
  public Classifier classifier() {
    return classifier;
  }

  /** What the policy says of the statements of one client of the URL's user. */
  public ClientClaims claims() {
    return policy.claims();
  }

  /** The same of one that said in which schema its names are. */
  public ClientClaims claimsIn(String schema) {
    return policy.claimsIn(schema);
  }

  /**
   * What the policy says of the statements of a client of PostgreSQL, whoever the URL's user is.
   *
   * @param user who has logged in
   * @param application what it calls itself; empty if nothing
   * @param searchPath its {@code search_path}, written as the server reads it; null if it is not
   *     known
   */
  public ClientClaims claimsOf(String user, String application, @Nullable String searchPath) {
    return policy.claimsOf(ClusterPolicy.client(user, application, searchPath));
  }

  /**
   * Whether the policy says, for certain, that sessions need not see what a statement writes.
   *
   * @param claims what it says of their client
   */
  public boolean ignoresWritesOf(Classification statement, ClientClaims claims) {
    return statement.modifies()
        && claims.of(statement).writesIgnored()
        && statement.functions().stream().allMatch(this::writesNothing);
  }

  private boolean writesNothing(QualifiedName function) {
    return switch (classifier.function(function)) {
      case SAFE, NODE -> true;
      case PRIMARY, SESSION, UNSEEN -> false;
    };
  }

  /**
   * A statement of this process that may have changed the database's catalog has committed, or may
   * have: until the catalog is read anew, what is known of it is doubted. Does not block.
   */
  public void catalogChanged() {
    catalog.refreshSoon();
  }

  /** Questions to its nodes. */
  public Samples samples() {
    return samples;
  }

  /** What sessions ask of replicas. */
  public Floors floors() {
    return floors;
  }

  /**
   * What plans can know without waiting.
   *
   * @param toPrimary who asks the primary
   */
  public AtHand atHand(PositionSource toPrimary) {
    Samples now = samples.atHand(toPrimary);
    return new AtHand(now, new Floors(monitor, now, options, listener));
  }

  /** Finds nodes for reads. */
  public ReadRouter router() {
    return router;
  }

  /** What the primary has to prove. */
  public PrimaryProofs proofs() {
    return proofs;
  }

  /** Strong reads away from the primary. */
  public StrongPath strongPath() {
    return strongPath;
  }

  /**
   * The sessions with a key.
   *
   * @throws SQLException 22023 if there is no token store
   */
  public KeyedSessions keyedSessions() throws SQLException {
    if (keyedSessions == null) {
      throw new SQLNonTransientException(
          "A session with a key needs a token store: set 'tokenStore' to the URI of a Redis server,"
              + " or carry the session's token yourself",
          SqlState.INVALID_OPTION.code());
    }
    return keyedSessions;
  }

  /** Notes what its sessions wrote and read. */
  public Ledger ledger() {
    return ledger;
  }

  /** What was read last, unless the primary has served it; else null. */
  public @Nullable LastRead unlessOfPrimary(@Nullable LastRead last) {
    NodeState primary = monitor.view().primary();
    return last != null && primary != null && last.isFrom(primary) ? null : last;
  }

  /** When it was opened, in nanoseconds of the ticker: before anything was learned. */
  long openedAt() {
    return openedAt;
  }

  /** What replicas could not finish. */
  public Reruns reruns() {
    return reruns;
  }

  /** Weak writes that wait to be sent. */
  public WeakBacklog weakBacklog() {
    return weakBacklog;
  }

  /** What this process wrote to the cluster. */
  public Session session() {
    return session;
  }

  /** Where this process read on replicas last. */
  public ReplicaReads replicaReads() {
    return replicaReads;
  }

  /** What signs its tokens; null if they are not signed. */
  public @Nullable TokenKey tokenKey() {
    return tokenKey;
  }

  /** The routing switch. */
  public RoutingMode routing() {
    return routing;
  }

  /** Turns the routing switch, for every connection, from its next statement on. */
  public void setRouting(RoutingMode mode) {
    this.routing = mode;
  }

  private final class KnownMembers implements NodeConnections.Members {

    @Override
    public @Nullable HostPort address(NodeId node) {
      return monitor.address(node);
    }

    @Override
    public boolean isLive(NodeId node) {
      return monitor.view().node(node).live();
    }

    @Override
    public @Nullable NodeState primary() {
      return monitor.view().primary();
    }

    @Override
    public NodeState awaitPrimary(Duration limit) throws SQLException {
      return monitor.awaitPrimary(limit);
    }
  }

  /** Stops watching and closes every physical connection. */
  @Override
  public void close() {
    opened.close();
  }
}
