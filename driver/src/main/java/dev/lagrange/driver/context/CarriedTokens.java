package dev.lagrange.driver.context;

import dev.lagrange.control.cluster.Cluster;
import dev.lagrange.control.cluster.Tokens;
import dev.lagrange.control.session.Floor;
import dev.lagrange.control.session.Session;
import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.consistency.SessionScope;
import dev.lagrange.routing.error.SqlState;
import dev.lagrange.routing.position.Position;
import dev.lagrange.routing.route.Reason;
import dev.lagrange.routing.token.ClusterId;
import dev.lagrange.routing.token.SessionToken;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The tokens that a session was given, for whichever clusters. Thread-safe. */
final class CarriedTokens {

  static final String SEPARATOR = ",";

  private final List<String> tokens = new CopyOnWriteArrayList<>();
  private final boolean trusted;
  private volatile boolean standsIn;

  /**
   * None yet.
   *
   * @param trusted whether one that is no good is an error; else it counts as one that says nothing
   */
  CarriedTokens(boolean trusted) {
    this.trusted = trusted;
  }

  static List<String> split(@Nullable String token) {
    return token == null
        ? List.of()
        : Arrays.stream(token.split(SEPARATOR, -1))
            .map(String::strip)
            .filter(one -> !one.isEmpty())
            .toList();
  }

  void add(List<String> others) {
    tokens.addAll(others);
  }

  boolean isEmpty() {
    return tokens.isEmpty();
  }

  /** What all of them name in a cluster; null if nothing. As {@link #positionIn(Cluster, List)}. */
  @Nullable Position positionIn(Cluster cluster) throws SQLException {
    return trusted ? positionIn(cluster, tokens) : positionInUntrusted(cluster);
  }

  /**
   * What some tokens name in a cluster, joined. Blocks for a sample of the primary if one says
   * {@link SessionContext#EVERYONE}.
   *
   * @throws SQLException LG003 if one is malformed, forged, or names other clusters only
   */
  @Nullable Position positionIn(Cluster cluster, List<String> some) throws SQLException {
    Position seen = null;
    for (String token : some) {
      seen =
          token.equals(SessionContext.EVERYONE)
              ? join(seen, ofEveryone(cluster))
              : join(seen, Tokens.positionIn(cluster, token));
    }
    return seen;
  }

  /** The same; what nobody can read stands for everybody's writes, of which its own are part. */
  private @Nullable Position positionInUntrusted(Cluster cluster) throws SQLException {
    Position seen = null;
    boolean unread = false;
    boolean elsewhere = false;
    for (String token : tokens) {
      if (token.equals(SessionContext.EVERYONE)) {
        unread = true;
        continue;
      }
      try {
        SessionToken read = SessionToken.decode(token, cluster.tokenKey());
        Position named = read.position(Tokens.identity(cluster)).orElse(null);
        elsewhere |= named == null && !read.clusters().isEmpty();
        seen = join(seen, named);
      } catch (IllegalArgumentException e) {
        unread = true;
      } catch (SQLException e) {
        if (!SqlState.INVALID_TOKEN.code().equals(e.getSQLState())) {
          throw e;
        }
        unread = true;
      }
    }
    return unread || (elsewhere && seen == null) ? join(seen, ofEveryone(cluster)) : seen;
  }

  private @Nullable Position ofEveryone(Cluster cluster) throws SQLException {
    long now = cluster.ticker().read();
    Floor floor =
        cluster.floors().of(Consistency.EVENTUAL, SessionScope.CLUSTER, new Session(null), now);
    standsIn |= floor.reason() == Reason.STAND_IN;
    return floor.position();
  }

  /** All of them, as they came. */
  String text() {
    return String.join(SEPARATOR, tokens);
  }

  /**
   * A session's token, and of those that it was given what that does not cover: clusters that it
   * was not on, and everybody's writes where they could not be asked for.
   *
   * @param own what it has seen on the clusters it was on
   */
  String besides(String own, Set<ClusterId> on) {
    StringBuilder all = new StringBuilder(own);
    for (String token : tokens) {
      if (namesOthers(token, on)) {
        all.append(SEPARATOR).append(token);
      }
    }
    if (standsIn) {
      all.append(SEPARATOR).append(SessionContext.EVERYONE);
    }
    return all.toString();
  }

  private static boolean namesOthers(String token, Set<ClusterId> on) {
    try {
      // Passed on as it came, signature and all: whoever uses it checks that.
      return !on.containsAll(SessionToken.decode(token, null).clusters());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static @Nullable Position join(@Nullable Position one, @Nullable Position other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.join(other);
  }
}
