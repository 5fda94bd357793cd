package dev.lagrange.routing.option;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.consistency.SessionScope;
import dev.lagrange.routing.spelling.Durations;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * All options of Lagrange. URLs, data source properties, the environment and the reference page
 * {@code docs/options.md} are all read off this table.
 */
public final class OptionTable {

  /** The level of reads that nothing else declares. */
  public static final Option<Consistency> CONSISTENCY =
      new Option<>(
          "consistency",
          new ConsistencyType(),
          Consistency.EVENTUAL,
          "What a read may return, unless its hint, transaction, scope, session or policy says"
              + " otherwise.");

  /** Where the policy is. */
  public static final Option<String> POLICY =
      new Option<>(
          "policy",
          new TextType(),
          null,
          "The policy, which gives statements their level by the tables they name: file:, read anew"
              + " when it changes, classpath:, or another URL, both read once.");

  /** Whose writes and reads a session covers. */
  public static final Option<SessionScope> SESSION_SCOPE =
      choice(
          "sessionScope",
          SessionScope.CLUSTER,
          "Whose writes an eventual or bounded read must see: everybody's (cluster), those of this"
              + " process (datasource), of an explicit scope in code (context) or of one"
              + " connection.");

  /** The switch. */
  public static final Option<RoutingMode> ROUTING =
      choice(
          "routing",
          RoutingMode.ON,
          "Whether reads are routed (on), sent to the primary with a report of where they would have"
              + " gone (observe), or just sent to the primary.");

  /** How long a read waits for a replica. */
  public static final Option<Duration> REPLICA_WAIT =
      duration(
          "replicaWait",
          "10ms",
          "0ms",
          "1min",
          "How long a read may wait for a replica to become fresh enough before the fallback"
              + " decides.");

  /** What follows when no replica is fresh enough. */
  public static final Option<Fallback> FALLBACK =
      choice(
          "fallback",
          Fallback.PRIMARY,
          "What becomes of a read when no replica is fresh enough: the primary serves it, it fails,"
              + " or the freshest replica serves it stale.");

  /** What serves as the floor while no primary can be asked. */
  public static final Option<StandIn> STAND_IN =
      choice(
          "standIn",
          StandIn.SERVE,
          "What reads in session scope cluster rely on while no primary can be asked: the newest"
              + " position this process knows (serve), or nothing, so that they fail (error).");

  /** Who serves strong reads. */
  public static final Option<StrongReads> STRONG_READS =
      choice(
          "strongReads",
          StrongReads.PRIMARY,
          "Who serves strong reads, the same for every client of a cluster: the primary (primary),"
              + " or, with synchronous replication, replicas that have all it had when the read"
              + " arrived (index) or all that a quorum of the nodes has (quorum).");

  /** What proves that the primary rules. */
  public static final Option<StrongFencing> STRONG_FENCING =
      choice(
          "strongFencing",
          StrongFencing.NONE,
          "What proves before a strong read on the primary that it was not deposed: nothing, where the"
              + " failover manager fences an old one (none), or a write that its synchronous"
              + " replicas acknowledge, one for all reads that wait (barrier).");

  /** The lag beyond which a replica serves nothing. */
  public static final Option<Duration> MAX_LAG =
      duration(
          "maxLag",
          "30s",
          "1ms",
          "1d",
          "How far behind its primary a replica may be and still serve eventual and weak reads.");

  /** How one of several suitable nodes is chosen. */
  public static final Option<SelectorName> SELECTOR =
      choice(
          "selector",
          SelectorName.LEAST_OUTSTANDING,
          "How one of several fresh enough replicas is chosen: the less busy of two drawn at random,"
              + " or each in turn.");

  /** Where Patroni says which nodes there are. */
  public static final Option<List<RestAddress>> PATRONI =
      new Option<>(
          "patroni",
          new RestAddressesType(8008),
          null,
          "The REST servers of Patroni that say which nodes the cluster has besides those of the"
              + " URL, and which of several that take writes is the primary; any that answers"
              + " will do.");

  /** Where the standbys are that stream from the primary. */
  public static final Option<StandbyAddress> STANDBY_ADDRESS =
      new Option<>(
          "standbyAddress",
          new StandbyAddressType(),
          null,
          "Where the standbys are that stream from the primary (pg_stat_replication), so that those"
              + " that the URL does not name serve reads, too; not together with patroni.");

  /** The user of the monitor's connections. */
  public static final Option<String> MONITOR_USER =
      new Option<>(
          "monitorUser",
          new TextType(),
          null,
          "The database user that probes the nodes, best a member of pg_monitor; without it the"
              + " user of the application's connections does.");

  /** The password of the monitor's user. */
  public static final Option<String> MONITOR_PASSWORD =
      new Option<>(
          "monitorPassword",
          new SecretType(1),
          null,
          "The password of the user that probes the nodes.");

  /** The idle period between probes. */
  public static final Option<Duration> PROBE_INTERVAL =
      duration(
          "probeInterval",
          "250ms",
          "10ms",
          "1min",
          "How often each node is probed while no read waits for one.");

  /** How long a probe may go unanswered. */
  public static final Option<Duration> PROBE_TIMEOUT =
      duration(
          "probeTimeout",
          "1s",
          "50ms",
          "1min",
          "How long a node may leave a probe unanswered before it is taken out of routing.");

  /** Connections per node. */
  public static final Option<Integer> MAX_POOL_SIZE =
      new Option<>(
          "maxPoolSize",
          new IntegerType(1, 10_000),
          10,
          "How many connections to each node this process may hold; the proxy divides them among its"
              + " event loops, at least one for each.");

  /** How long to wait for a connection of a node's pool. */
  public static final Option<Duration> CONNECTION_TIMEOUT =
      duration(
          "connectionTimeout",
          "5s",
          "250ms",
          "10min",
          "How long a statement may wait for a free connection to the node chosen for it.");

  /** How long a write waits for a primary. */
  public static final Option<Duration> FAILOVER_TIMEOUT =
      duration(
          "failoverTimeout",
          "30s",
          "0ms",
          "10min",
          "How long a write may wait for a primary while there is none.");

  /** The secret that signs session tokens. */
  public static final Option<String> TOKEN_KEY =
      new Option<>(
          "tokenKey",
          new SecretType(16),
          null,
          "The secret that signs session tokens, the same in all processes that exchange them;"
              + " without it tokens are not signed.");

  /** Where the tokens of sessions with keys are kept. */
  public static final Option<String> TOKEN_STORE =
      new Option<>(
          "tokenStore",
          new RedisUriType(),
          null,
          "The Redis server that keeps the tokens of sessions with a key, for sessionScope=context;"
              + " without it sessions carry their token themselves.");

  /** How long the store keeps a token. */
  public static final Option<Duration> TOKEN_STORE_EXPIRY =
      duration(
          "tokenStoreExpiry",
          "1h",
          "1s",
          "30d",
          "How long after a session with a key was last saved its token is kept, no less than"
              + " maxLag, so that every replica then has what is forgotten.");

  /** How long the store may take. */
  public static final Option<Duration> TOKEN_STORE_TIMEOUT =
      duration(
          "tokenStoreTimeout",
          "200ms",
          "1ms",
          "1min",
          "How long the token store may take to answer before it counts as out of reach.");

  /** What follows when the store is out of reach. */
  public static final Option<TokenStoreDown> TOKEN_STORE_DOWN =
      choice(
          "tokenStoreDown",
          TokenStoreDown.CLUSTER,
          "What becomes of a session with a key while the token store is out of reach: it reads as in"
              + " scope cluster, which misses nothing (cluster), as if it had seen nothing (ignore),"
              + " or it fails (error).");

  /** How many classifications are kept. */
  public static final Option<Integer> STATEMENT_CACHE =
      new Option<>(
          "statementCache",
          new IntegerType(0, 1_000_000),
          1000,
          "For how many statement texts the classification as read or write is kept.");

  /** How often the database's own catalog is read. */
  public static final Option<Duration> CATALOG_REFRESH =
      duration(
          "catalogRefresh",
          "1min",
          "1s",
          "1d",
          "How often the database is asked anew for its tables, views and functions, which decide"
              + " what may run on a replica; after DDL of this process it is asked at once.");

  /** Whose word counts for users' functions. */
  public static final Option<UserFunctions> USER_FUNCTIONS =
      choice(
          "userFunctions",
          UserFunctions.JUDGED,
          "Whether functions of users run on the primary, and leave the session as it is only if"
              + " their bodies show it (judged), or on replicas too if the catalog labels them"
              + " stable or immutable (catalog).");

  /** What becomes of a session that may have been changed unseen. */
  public static final Option<UnseenState> UNSEEN_STATE =
      choice(
          "unseenState",
          UnseenState.PIN,
          "After a statement that may have changed the session in a way that its text does not"
              + " show: keep the session on that connection of the primary until it is closed"
              + " (pin), or drop what was changed once no transaction is open, and go on (reset).");

  /** How weak writes are acknowledged. */
  public static final Option<WeakWrites> WEAK_WRITES =
      choice(
          "weakWrites",
          WeakWrites.SYNC,
          "How writes declared weak are acknowledged, on PostgreSQL: by the server's own setting"
              + " (sync), before they are durable (async), or, where nobody needs their result,"
              + " before they are sent (fireAndForget).");

  /** How many weak writes may wait to be sent. */
  public static final Option<Integer> WEAK_WRITE_QUEUE =
      new Option<>(
          "weakWriteQueue",
          new IntegerType(1, 10_000_000),
          10_000,
          "With weakWrites=fireAndForget: how many writes of this process may wait to be sent, and"
              + " no more than 64 MiB of them; what does not fit is dropped and counted.");

  private static final List<Option<?>> ALL =
      List.of(
          CONSISTENCY,
          POLICY,
          SESSION_SCOPE,
          ROUTING,
          REPLICA_WAIT,
          FALLBACK,
          STAND_IN,
          STRONG_READS,
          STRONG_FENCING,
          MAX_LAG,
          SELECTOR,
          PATRONI,
          STANDBY_ADDRESS,
          MONITOR_USER,
          MONITOR_PASSWORD,
          PROBE_INTERVAL,
          PROBE_TIMEOUT,
          MAX_POOL_SIZE,
          CONNECTION_TIMEOUT,
          FAILOVER_TIMEOUT,
          TOKEN_KEY,
          TOKEN_STORE,
          TOKEN_STORE_EXPIRY,
          TOKEN_STORE_TIMEOUT,
          TOKEN_STORE_DOWN,
          STATEMENT_CACHE,
          CATALOG_REFRESH,
          USER_FUNCTIONS,
          UNSEEN_STATE,
          WEAK_WRITES,
          WEAK_WRITE_QUEUE);

  private OptionTable() {}

  /** Every option, in the order of the reference page. */
  public static List<Option<?>> all() {
    return ALL;
  }

  /** The option with this key, in exactly this spelling. */
  public static Optional<Option<?>> find(String key) {
    for (Option<?> option : ALL) {
      if (option.key().equals(key)) {
        return Optional.of(option);
      }
    }
    return Optional.empty();
  }

  static Collection<String> keys() {
    return ALL.stream().<String>map(Option::key).toList();
  }

  private static Option<Duration> duration(
      String key, String defaultValue, String least, String most, String description) {
    DurationType type = new DurationType(Durations.parse(least), Durations.parse(most));
    return new Option<>(key, type, type.parse(defaultValue), description);
  }

  private static <E extends Enum<E>> Option<E> choice(
      String key, E defaultValue, String description) {
    return new Option<>(
        key, new EnumType<>(defaultValue.getDeclaringClass()), defaultValue, description);
  }
}
