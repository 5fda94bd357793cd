package dev.lagrange.control.cluster;

import dev.lagrange.control.LastRead;
import dev.lagrange.control.Observation;
import dev.lagrange.control.session.Session;
import dev.lagrange.routing.cluster.ClusterView;
import dev.lagrange.routing.cluster.NodeState;
import dev.lagrange.routing.consistency.SessionScope;
import dev.lagrange.routing.error.SqlState;
import dev.lagrange.routing.position.Coverage;
import dev.lagrange.routing.position.Position;
import dev.lagrange.routing.token.ClusterId;
import dev.lagrange.routing.token.SessionToken;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Session tokens in and out of a cluster. Stateless. */
public final class Tokens {

  /** An asynchronous commit is durable within three rounds of the WAL writer, 600 ms by default. */
  private static final long DURABLE_NANOS = Duration.ofSeconds(1).toNanos();

  private static final long POLL_NANOS = Duration.ofMillis(10).toNanos();

  private Tokens() {}

  /**
   * The position that a token names in a cluster; null if it is of a session that had neither
   * written nor read anything.
   *
   * @throws SQLException LG003 if it is malformed, forged, or names other clusters only
   */
  public static @Nullable Position positionIn(Cluster cluster, String encoded) throws SQLException {
    SessionToken token;
    try {
      token = SessionToken.decode(encoded, cluster.tokenKey());
    } catch (IllegalArgumentException e) {
      throw refused(e.getMessage());
    }
    return positionIn(cluster, token);
  }

  /**
   * The same of a token that was read already.
   *
   * @throws SQLException LG003 if it names other clusters only
   */
  public static @Nullable Position positionIn(Cluster cluster, SessionToken token)
      throws SQLException {
    if (token.clusters().isEmpty()) {
      return null;
    }
    ClusterId id = identity(cluster);
    return token
        .position(id)
        .orElseThrow(
            () ->
                refused(
                    "The session token is of another cluster: it names "
                        + token.clusters()
                        + ", this one is "
                        + id
                        + "; carry tokens between instances of one cluster only"));
  }

  static SQLException refused(@Nullable String message) {
    return new SQLNonTransientException(message, SqlState.INVALID_TOKEN.code());
  }

  /**
   * What tokens call a cluster.
   *
   * @throws SQLException LG003 if its servers never said
   */
  public static ClusterId identity(Cluster cluster) throws SQLException {
    return cluster
        .monitor()
        .view()
        .cluster()
        .orElseThrow(
            () ->
                new SQLNonTransientException(
                    "The cluster's identity is not known: its servers were never reached directly"
                        + " (is there a pooler in between?), so that tokens mean nothing to it",
                    SqlState.INVALID_TOKEN.code()));
  }

  /**
   * Everything a session wrote and read, as a token; waits first until the weak writes that it has
   * queued were answered.
   *
   * @throws SQLException as {@link #exportAnswered}; 57014 if they are not answered in time
   */
  public static SessionToken export(
      Cluster cluster,
      SessionScope scope,
      Session session,
      @Nullable LastRead last,
      @Nullable Position carried)
      throws SQLException {
    cluster.weakBacklog().awaitAnswers(session);
    return exportAnswered(cluster, scope, session, last, carried);
  }

  /**
   * Everything a session wrote and read, as a token, but for what it has queued. Only what a crash
   * of the primary cannot lose is exported; blocks until that covers the session, up to a second.
   *
   * @param last where it read last; null if nowhere
   * @param carried what it was given as a token itself; null if nothing
   * @throws SQLException LG002 if its last write may be lost; 08001 if nobody can say what its last
   *     read showed, since its node and the primary are out of reach
   */
  public static SessionToken exportAnswered(
      Cluster cluster,
      SessionScope scope,
      Session session,
      @Nullable LastRead last,
      @Nullable Position carried)
      throws SQLException {
    Position seen = join(cluster.floors().ofSession(session, cluster.ticker().read()), carried);
    if (scope == SessionScope.CLUSTER) {
      seen = join(seen, cluster.monitor().newestKnown());
    } else if (last != null) {
      seen = join(seen, boundOf(cluster, last));
    }
    Position durable = durable(cluster, scope, seen);
    if (session.unsampled() != null) { // it may have been lost meanwhile
      cluster.floors().ofSession(session, cluster.ticker().read());
    }
    return durable == null ? SessionToken.EMPTY : SessionToken.of(identity(cluster), durable);
  }

  private static Position boundOf(Cluster cluster, LastRead last) throws SQLException {
    Position bound = cluster.floors().boundOf(last);
    if (bound == null) {
      throw new SQLTransientConnectionException(
          "No token can be given: what this session read on "
              + last.node()
              + " is not known, since neither that node nor a primary can be asked; ask again once"
              + " one of them answers",
          SqlState.NOT_CONNECTED.code());
    }
    return bound;
  }

  private static @Nullable Position durable(
      Cluster cluster, SessionScope scope, @Nullable Position seen) throws SQLException {
    if (scope != SessionScope.CLUSTER && isLogged(cluster, seen)) {
      return seen;
    }
    long started = cluster.ticker().read();
    Position wanted = seen;
    Observation primary = cluster.samples().primaryAfter(started);
    if (primary != null && scope == SessionScope.CLUSTER) {
      wanted = join(seen, primary.reading().position());
    }
    while (primary != null && wanted != null) {
      Position logged = primary.reading().logged();
      ClusterView view = cluster.monitor().view();
      if (logged == null || wanted.coveredBy(logged, view.history()) == Coverage.COVERED) {
        return wanted;
      }
      if (cluster.ticker().read() - started > DURABLE_NANOS) {
        return logged;
      }
      LockSupport.parkNanos(POLL_NANOS);
      primary = cluster.samples().primaryAfter(cluster.ticker().read());
    }
    return wanted;
  }

  /** Whether the primary was seen to have it on its disk, so that it need not be asked. */
  private static boolean isLogged(Cluster cluster, @Nullable Position seen) {
    ClusterView view = cluster.monitor().view();
    NodeState primary = view.primary();
    Position logged = primary == null ? null : primary.logged();
    return seen == null
        || (logged != null && seen.coveredBy(logged, view.history()) == Coverage.COVERED);
  }

  private static @Nullable Position join(@Nullable Position one, @Nullable Position other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.join(other);
  }
}
