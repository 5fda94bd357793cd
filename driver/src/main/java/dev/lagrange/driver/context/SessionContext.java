package dev.lagrange.driver.context;

import dev.lagrange.driver.cluster.Cluster;
import dev.lagrange.driver.cluster.Tokens;
import dev.lagrange.driver.session.ReadTrail;
import dev.lagrange.driver.session.Session;
import dev.lagrange.routing.consistency.SessionScope;
import dev.lagrange.routing.position.Position;
import dev.lagrange.routing.token.SessionToken;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A session of its own for a block of code: a request, a job, a user's turn. With {@code
 * sessionScope=context}, what the block reads includes what it wrote and read, and what the token
 * it started from names; nothing else.
 *
 * <pre>{@code
 * try (var session = SessionContext.open(cookie)) {
 *   ...
 *   cookie = session.token();
 * }
 * }</pre>
 *
 * Contexts nest. One belongs to the thread that opened it, which has to close it; {@link #token}
 * may be called from any thread.
 */
public final class SessionContext implements AutoCloseable {

  /** What the context wrote and read on one cluster. */
  public record Member(Session session, ReadTrail trail) {}

  private static final ThreadLocal<@Nullable SessionContext> CURRENT = new ThreadLocal<>();

  private static final String SEPARATOR = ",";

  private final @Nullable SessionContext outer;
  private final List<String> tokens = new CopyOnWriteArrayList<>();
  private final Map<Cluster, Member> members = new ConcurrentHashMap<>();

  private SessionContext(@Nullable SessionContext outer) {
    this.outer = outer;
  }

  /** Begins a session that has seen nothing. */
  public static SessionContext open() {
    return open(null);
  }

  /**
   * Begins a session where another one was when its token was made. A token that is malformed,
   * forged or of another cluster is refused by the first statement (LG003).
   *
   * @param token what {@link #token} returned there, or several of these with commas between them;
   *     null or empty for a session that has seen nothing
   */
  public static SessionContext open(@Nullable String token) {
    SessionContext context = new SessionContext(CURRENT.get());
    context.tokens.addAll(split(token));
    CURRENT.set(context);
    return context;
  }

  private static List<String> split(@Nullable String token) {
    return token == null
        ? List.of()
        : Arrays.stream(token.split(SEPARATOR, -1))
            .map(String::strip)
            .filter(one -> !one.isEmpty())
            .toList();
  }

  /**
   * Takes over what another session has seen, such as that of a service that was called and has
   * answered. From then on, what is read here includes what that one wrote and read.
   *
   * @param token what {@link #token} returned there; null or empty for nothing
   * @throws SQLException LG003 if it is malformed, forged, or of none of the clusters that this
   *     context was on; where it was on none yet, the first statement says so
   */
  public void join(@Nullable String token) throws SQLException {
    List<String> others = split(token);
    for (Map.Entry<Cluster, Member> entry : members.entrySet()) {
      Position seen = positionIn(entry.getKey(), others);
      if (seen != null) {
        entry.getValue().session().join(seen);
      }
    }
    tokens.addAll(others);
  }

  private static @Nullable Position positionIn(Cluster cluster, List<String> tokens)
      throws SQLException {
    Position seen = null;
    for (String token : tokens) {
      Position named = Tokens.positionIn(cluster, token);
      if (named != null) {
        seen = seen == null ? named : seen.join(named);
      }
    }
    return seen;
  }

  /** The context that this thread is in; null outside of any. */
  public static @Nullable SessionContext current() {
    return CURRENT.get();
  }

  /**
   * What the context wrote and read on a cluster.
   *
   * @throws SQLException LG003 if the token it was opened with is not good for the cluster
   */
  public Member on(Cluster cluster) throws SQLException {
    Member member = members.get(cluster);
    if (member != null) {
      return member;
    }
    Member made = new Member(new Session(positionIn(cluster, tokens)), new ReadTrail());
    Member raced = members.putIfAbsent(cluster, made);
    return raced == null ? made : raced;
  }

  /**
   * Everything this session wrote and read until now, as one short string to carry to the next
   * request, another process or another service. Blocks for a probe of the primary where a write
   * was not sampled yet.
   *
   * @throws SQLException LG002 if the last write may be lost
   */
  public String token() throws SQLException {
    SessionToken joined = SessionToken.EMPTY;
    String encoded = String.join(SEPARATOR, tokens);
    for (Map.Entry<Cluster, Member> entry : members.entrySet()) {
      Cluster cluster = entry.getKey();
      Member member = entry.getValue();
      joined =
          joined.join(
              Tokens.export(
                  cluster, SessionScope.CONTEXT, member.session(), member.trail().last(), null));
      encoded = joined.encode(cluster.tokenKey());
    }
    return encoded;
  }

  /** Ends the block, and every block within it that was left open. */
  @Override
  public void close() {
    if (outer == null) {
      CURRENT.remove();
    } else {
      CURRENT.set(outer);
    }
  }
}
