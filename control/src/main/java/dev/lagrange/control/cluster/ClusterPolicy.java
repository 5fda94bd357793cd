package dev.lagrange.control.cluster;

import dev.lagrange.control.policy.PolicyFile;
import dev.lagrange.control.policy.PolicyWatch;
import dev.lagrange.routing.catalog.QualifiedName;
import dev.lagrange.routing.error.SqlState;
import dev.lagrange.routing.event.RoutingListener;
import dev.lagrange.routing.option.OptionTable;
import dev.lagrange.routing.option.Options;
import dev.lagrange.routing.policy.Claim;
import dev.lagrange.routing.policy.Claims;
import dev.lagrange.routing.policy.Client;
import dev.lagrange.routing.policy.Policy;
import dev.lagrange.routing.policy.PolicyPart;
import dev.lagrange.routing.sql.Classification;
import dev.lagrange.routing.sql.Dialect;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The policy in force for the statements of one cluster: none, or that of the option {@code
 * policy}, read again when it changes. Thread-safe.
 */
final class ClusterPolicy implements AutoCloseable {

  private static final Pattern COMMA = Pattern.compile("\\s*,\\s*");

  /** A schema for each tenant may make many: what they name is mostly the same few tables. */
  private static final int MOST_PARTS = 1000;

  private static final int KEPT_FOR_OTHERS = 64;

  /** One version of the policy, and what was decided by it so far. */
  private record Version(Policy policy, Map<PolicyPart, Claims> decided) {

    /** Clients of whom it says the same share what was decided. */
    Claims by(PolicyPart part) {
      boolean shared = decided.size() < MOST_PARTS || decided.containsKey(part);
      return shared
          ? decided.computeIfAbsent(part, one -> one.claims(KEPT_FOR_OTHERS))
          : part.claims(KEPT_FOR_OTHERS);
    }
  }

  /** What one version says of one client. */
  record Known(@Nullable Policy policy, @Nullable Claims claims) {

    static final Known NOTHING = new Known(null, null);

    Claim claim(Classification statement) {
      return claims == null ? Claim.NONE : claims.of(statement);
    }
  }

  private final @Nullable PolicyWatch watch;
  private final Client client;
  private final int kept;
  private volatile @Nullable Version version;
  private volatile Runnable onChange = () -> {};

  private ClusterPolicy(
      @Nullable String location, Client client, int kept, RoutingListener listener) {
    this.client = client;
    this.kept = kept;
    this.watch =
        location == null
            ? null
            : PolicyWatch.start(PolicyFile.at(location), listener, this::enforce);
  }

  /**
   * Reads the policy, if there is one.
   *
   * @throws SQLException if it cannot be read, or with all its problems (22023)
   */
  static ClusterPolicy of(
      Options options, Dialect dialect, String database, RoutingListener listener)
      throws SQLException {
    String location = options.find(OptionTable.POLICY).orElse(null);
    if (location != null
        && options.passedThrough().getOrDefault("options", "").contains("search_path")) {
      throw new SQLNonTransientException(
          "The property 'options' sets search_path, which a policy cannot follow: use"
              + " 'currentSchema' instead",
          SqlState.INVALID_OPTION.code());
    }
    try {
      return new ClusterPolicy(
          location,
          client(options.passedThrough(), dialect, database),
          options.get(OptionTable.STATEMENT_CACHE),
          listener);
    } catch (IllegalArgumentException e) {
      throw new SQLNonTransientException(e.getMessage(), SqlState.INVALID_OPTION.code(), e);
    }
  }

  private static Client client(Map<String, String> properties, Dialect dialect, String database) {
    // whom the drivers connect as if nobody says
    String user = properties.getOrDefault("user", System.getProperty("user.name", ""));
    String application = properties.getOrDefault("ApplicationName", "");
    if (dialect == Dialect.MYSQL) {
      return new Client(user, application, List.of(database));
    }
    return client(user, application, properties.get("currentSchema"));
  }

  /**
   * A client of PostgreSQL.
   *
   * @param path what it says of {@code search_path}; null if nothing
   */
  static Client client(String user, String application, @Nullable String path) {
    if (path == null) {
      return new Client(user, application, List.of(user, "public"));
    }
    List<String> schemas = new ArrayList<>();
    for (String schema : COMMA.split(path.strip(), -1)) {
      schemas.add(schemaName(schema, user));
    }
    return new Client(user, application, schemas);
  }

  /** As the server reads an element of search_path: folded unless quoted, $user being the user. */
  private static String schemaName(String written, String user) {
    if (written.length() > 1 && written.startsWith("\"") && written.endsWith("\"")) {
      String name = written.substring(1, written.length() - 1).replace("\"\"", "\"");
      return name.equals("$user") ? user : name;
    }
    return written.equals("$user") ? user : written.toLowerCase(Locale.ROOT);
  }

  private void enforce(Policy policy) {
    PolicyPart main = policy.about(client);
    version = new Version(policy, new ConcurrentHashMap<>(Map.of(main, main.claims(kept))));
    onChange.run();
  }

  /** Who is told, after the start, that another version of the policy is in force. */
  void onChange(Runnable action) {
    onChange = action;
  }

  /** What it says of the URL's own client. */
  ClientClaims claims() {
    return new ClientClaims(this, policy -> policy.about(client));
  }

  /** The same of a session that said in which schema its names are. */
  ClientClaims claimsIn(String schema) {
    return new ClientClaims(this, policy -> policy.in(schema).about(client));
  }

  /** What it says of another client. */
  ClientClaims claimsOf(Client other) {
    return new ClientClaims(this, policy -> policy.about(other));
  }

  /** What was known of a client, or what the newest version says of it if that is another. */
  @SuppressWarnings("ReferenceEquality") // each version has one of its own
  Known since(Known known, Function<Policy, PolicyPart> about) {
    Version now = version;
    if (now == null) {
      return Known.NOTHING;
    }
    Policy policy = now.policy();
    return policy == known.policy() ? known : new Known(policy, now.by(about.apply(policy)));
  }

  /** Tells which users' functions it declares safe on replicas. */
  Predicate<QualifiedName> replicaSafe() {
    Version now = version;
    return now == null ? function -> false : now.policy().replicaSafe();
  }

  /** Stops watching the file. */
  @Override
  public void close() {
    if (watch != null) {
      watch.close();
    }
  }
}
