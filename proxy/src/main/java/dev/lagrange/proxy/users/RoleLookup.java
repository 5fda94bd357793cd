package dev.lagrange.proxy.users;

import dev.lagrange.control.cluster.Cluster;
import dev.lagrange.proxy.auth.Users;
import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.option.OptionTable;
import dev.lagrange.routing.spelling.Quote;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks users up with the query. It runs on the primary and nowhere else: a replica that lags would
 * still let in who was locked out. While there is no primary, lookups wait for one. Thread-safe.
 */
final class RoleLookup implements Lookups.Source {

  private static final Logger log = LoggerFactory.getLogger(RoleLookup.class);

  private static final long PAUSE_NANOS = Duration.ofMillis(100).toNanos();

  private final Cluster cluster;
  private final AuthQuery query;
  private final ProxyUsers users;
  private final ConcurrentLinkedDeque<RoleConnection> idle = new ConcurrentLinkedDeque<>();
  private volatile boolean closed;
  private volatile @Nullable Users likeLast;
  private volatile @Nullable String told;

  RoleLookup(Cluster cluster, AuthQuery query, ProxyUsers users) {
    this.cluster = cluster;
    this.query = query;
    this.users = users;
  }

  @Override
  public Duration patience() {
    return cluster.options().get(OptionTable.FAILOVER_TIMEOUT).plus(query.limit());
  }

  @Override
  public Users find(String user, long limit) throws SQLException {
    try {
      Answer answer = ask(user, limit);
      if (told != null) {
        told = null;
        log.info("users are looked up again");
      }
      return judge(user, answer);
    } catch (SQLException | RuntimeException e) {
      String problem = describe(e);
      if (!closed && !problem.equals(told)) {
        told = problem;
        log.warn(
            "users cannot be looked up, and nobody but those of the list is let in: {}", problem);
      }
      throw new SQLTransientConnectionException(
          "users cannot be looked up now: the log of the proxy says why", "08006", e);
    }
  }

  private Users judge(String user, Answer answer) {
    Users like = likeLast;
    // unknown users are to be asked for the same as others
    Users base = like == null ? users.listed() : like;
    if (answer.rows() == 0) {
      return base.nobody("there is no such user, neither in the list nor by the auth query");
    }
    if (answer.rows() > 1) {
      return base.nobody(
          "the auth query answers several rows: have it answer one for each name, or none");
    }
    if (!user.equals(answer.name())) {
      return base.nobody(
          "the auth query answers for another user: have it answer the name it was asked for");
    }
    String secret = answer.secret();
    if (secret == null || secret.isEmpty()) {
      return base.nobody(
          "the auth query answers no password: the role has none, or it has expired (VALID UNTIL)");
    }
    try {
      Users found = users.listed().alone(user, secret);
      likeLast = found.nobody("");
      return found;
    } catch (IllegalArgumentException e) {
      return base.nobody("the auth query answers what is no secret: " + e.getMessage());
    }
  }

  private Answer ask(String user, long limit) throws SQLException {
    while (true) {
      NodeId primary = cluster.monitor().awaitPrimary(left(limit)).id();
      RoleConnection known = idleTo(primary);
      try {
        return ask(known == null ? open(primary) : known, user);
      } catch (SQLException e) {
        if (known != null && !RoleConnection.isTimeout(e)) {
          closeIdle(); // they may have broken long ago, all of them
          continue;
        }
        if (!RoleConnection.mayPass(e) || left(limit).isZero() || closed) {
          throw e;
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private Answer ask(RoleConnection over, String user) throws SQLException {
    Answer answer;
    try {
      answer = over.ask(user);
    } catch (SQLException | RuntimeException e) {
      over.close();
      throw e;
    }
    idle.push(over);
    if (closed) {
      closeIdle();
    }
    return answer;
  }

  private @Nullable RoleConnection idleTo(NodeId primary) {
    while (true) {
      RoleConnection next = idle.poll();
      if (next == null || next.node().equals(primary)) {
        return next;
      }
      next.close();
    }
  }

  private RoleConnection open(NodeId primary) throws SQLException {
    String user = query.user();
    String password = user == null ? null : users.listed().clearPassword(user);
    Map<String, String> as =
        user == null || password == null ? Map.of() : Map.of("user", user, "password", password);
    return RoleConnection.open(cluster.monitor(), primary, as, query.sql(), query.limit());
  }

  private Duration left(long limit) {
    long left = limit - query.limit().toNanos() - cluster.ticker().read();
    return Duration.ofNanos(Math.max(0, left));
  }

  private String describe(Exception failure) {
    String state = failure instanceof SQLException e ? String.valueOf(e.getSQLState()) : "";
    String asks = query.user() == null ? "the monitor's user" : "user " + Quote.of(query.user());
    String oneLine = String.valueOf(failure.getMessage()).replaceAll("\\s+", " ");
    return "the auth query, as " + asks + ": " + oneLine + RoleConnection.remedy(state);
  }

  @Override
  public void close() {
    closed = true;
    closeIdle();
  }

  private void closeIdle() {
    for (RoleConnection next = idle.poll(); next != null; next = idle.poll()) {
      next.close();
    }
  }
}
