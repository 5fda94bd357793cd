package dev.lagrange.driver.context;

import dev.lagrange.control.cluster.Cluster;
import dev.lagrange.control.cluster.KeptSession;
import dev.lagrange.control.cluster.Tokens;
import dev.lagrange.control.session.ReadTrail;
import dev.lagrange.control.session.Session;
import dev.lagrange.control.store.StoreKey;
import dev.lagrange.routing.consistency.SessionScope;
import dev.lagrange.routing.error.SqlState;
import dev.lagrange.routing.position.Position;
import dev.lagrange.routing.token.SessionToken;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
 * <p>Where the token cannot be carried, a key such as a user's name will do, if the option {@code
 * tokenStore} is set: {@link #ofKey} begins where the last context with that key was when it ended,
 * on any instance.
 *
 * <p>Contexts nest. One belongs to the thread that opened it, which has to close it; {@link #token}
 * may be called from any thread.
 */
public final class SessionContext implements AutoCloseable {

  /**
   * What the context wrote and read on one cluster.
   *
   * @param session what it has seen there
   * @param trail where it read last
   * @param scope whose writes it sees: its own, or everybody's while its own are not known
   */
  public record Member(Session session, ReadTrail trail, SessionScope scope) {}

  /**
   * What is carried in the place of a token where nobody knows what a session has written, such as
   * by other threads that go on after it. Whoever begins with it sees all that was acknowledged
   * anywhere before its first statement on a cluster, for which the primary is asked once.
   */
  public static final String EVERYONE = "everyone";

  private static final ThreadLocal<@Nullable SessionContext> CURRENT = new ThreadLocal<>();

  private final @Nullable SessionContext outer;
  private final CarriedTokens tokens;
  private final Map<Cluster, Member> members = new ConcurrentHashMap<>();
  private final Map<Cluster, KeptSession> kept = new ConcurrentHashMap<>();
  private final @Nullable String key;

  private SessionContext(
      @Nullable SessionContext outer, @Nullable String key, CarriedTokens tokens) {
    this.outer = outer;
    this.key = key;
    this.tokens = tokens;
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
    return begin(null, new CarriedTokens(true), token);
  }

  /**
   * Begins a session where the last one with the same key was when it ended or was saved, be it in
   * this process or in another; one that has seen nothing if there was none, or it has expired. It
   * is kept in the same way: {@link #close} and {@link #save} return once the token store has what
   * it wrote and read.
   *
   * <p>The store is asked by the first statement on each cluster, once, which blocks up to {@code
   * tokenStoreTimeout}; {@code tokenStoreDown} says what follows if it is out of reach. Until then
   * the session's {@link #token} says nothing of what the key stands for.
   *
   * @param key whom or what the session belongs to: 1 to 512 bytes of UTF-8
   * @throws IllegalArgumentException if the key is empty, too long, or no well-formed Unicode
   */
  public static SessionContext ofKey(String key) {
    StoreKey.check(key);
    return begin(key, new CarriedTokens(true), null);
  }

  /**
   * Begins a session where another one was, as {@link #open(String)} does, for a token that whoever
   * sent it may have changed, or kept for too long: a browser's cookie. One that is malformed,
   * forged or of another cluster is not refused: it counts as {@link #EVERYONE}, so that nobody is
   * locked out by it, and nobody reads less than what they were promised.
   *
   * @param token as there
   */
  public static SessionContext ofClient(@Nullable String token) {
    return begin(null, new CarriedTokens(false), token);
  }

  private static SessionContext begin(
      @Nullable String key, CarriedTokens tokens, @Nullable String token) {
    SessionContext context = new SessionContext(CURRENT.get(), key, tokens);
    tokens.add(CarriedTokens.split(token));
    CURRENT.set(context);
    return context;
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
    List<String> others = CarriedTokens.split(token);
    for (Map.Entry<Cluster, Member> entry : members.entrySet()) {
      Position seen = tokens.positionIn(entry.getKey(), others);
      if (seen != null) {
        entry.getValue().session().join(seen);
      }
    }
    tokens.add(others);
  }

  /** The context that this thread is in; null outside of any. */
  public static @Nullable SessionContext current() {
    return CURRENT.get();
  }

  /**
   * What the context wrote and read on a cluster.
   *
   * @throws SQLException LG003 if the token it was opened with, or what is kept under its key, is
   *     not good for the cluster; LG005 if the token store is out of reach and {@code
   *     tokenStoreDown=error}; 22023 if it has a key and the cluster no token store
   */
  public Member on(Cluster cluster) throws SQLException {
    Member member = members.get(cluster);
    if (member != null) {
      return member;
    }
    Position carried = tokens.positionIn(cluster);
    if (key == null) {
      Member made = new Member(new Session(carried), new ReadTrail(), SessionScope.CONTEXT);
      Member raced = members.putIfAbsent(cluster, made);
      return raced == null ? made : raced;
    }
    KeptSession made = KeptSession.begin(cluster, key);
    KeptSession raced = kept.putIfAbsent(cluster, made);
    KeptSession one = raced == null ? made : raced;
    Member begun = new Member(one.session(), one.trail(), one.scope());
    if (carried != null) {
      begun.session().join(carried);
    }
    members.put(cluster, begun);
    return begun;
  }

  /**
   * Everything this session wrote and read until now, as one short string to carry to the next
   * request, another process or another service. Blocks for a probe of the primary where a write
   * was not sampled yet, and until weak writes that wait to be sent were answered.
   *
   * @throws SQLException LG002 if the last write may be lost; 57014 if what waits to be sent is not
   *     answered in time
   */
  public String token() throws SQLException {
    SessionToken joined = SessionToken.EMPTY;
    String encoded = "";
    for (Map.Entry<Cluster, Member> entry : members.entrySet()) {
      Cluster cluster = entry.getKey();
      Member member = entry.getValue();
      joined =
          joined.join(
              Tokens.export(
                  cluster, member.scope(), member.session(), member.trail().last(), null));
      encoded = joined.encode(cluster.tokenKey());
    }
    return members.isEmpty() ? tokens.text() : tokens.besides(encoded, joined.clusters());
  }

  /**
   * Keeps what a session with a key wrote and read until now, so that the next one with that key
   * begins with it; does nothing for others, and where nothing came to it. Blocks as {@link #token}
   * does, and up to {@code tokenStoreTimeout} for each cluster it was on.
   *
   * <p>While the token store is out of reach, it is tried again in the background for as long as a
   * token is kept: until that succeeds, sessions with the key miss what this one did. With {@code
   * tokenStoreDown=error} it fails instead.
   *
   * @throws SQLException LG002 if the last write may be lost, after what is left was kept; LG005 if
   *     the store is out of reach and {@code tokenStoreDown=error}; LG003 if what it has is
   *     malformed or forged, or if this session took over a token and was on no cluster to keep it
   *     for
   */
  public void save() throws SQLException {
    if (key != null && members.isEmpty() && !tokens.isEmpty()) {
      throw new SQLNonTransientException(
          "What this session took over by a token cannot be kept under its key: no statement was"
              + " run, so that it is not known on which cluster; run one, or carry the token itself",
          SqlState.INVALID_TOKEN.code());
    }
    SQLException failure = null;
    for (KeptSession session : kept.values()) {
      try {
        session.save();
      } catch (SQLException e) {
        failure = both(failure, e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private static SQLException both(@Nullable SQLException first, SQLException next) {
    if (first == null) {
      return next;
    }
    first.addSuppressed(next);
    return first;
  }

  /**
   * Ends the block, and every block within it that was left open. Those that have a key are saved.
   *
   * @throws SQLException as {@link #save}; the block has ended nevertheless
   */
  @Override
  public void close() throws SQLException {
    List<SessionContext> ended = ended();
    if (outer == null) {
      CURRENT.remove();
    } else {
      CURRENT.set(outer);
    }
    SQLException failure = null;
    for (SessionContext context : ended) {
      try {
        context.save();
      } catch (SQLException e) {
        failure = both(failure, e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** This context after those that are open within it. */
  private List<SessionContext> ended() {
    List<SessionContext> within = new ArrayList<>();
    SessionContext context = CURRENT.get();
    while (context != null && context != this) {
      within.add(context);
      context = context.outer;
    }
    if (context == null) {
      return List.of(this);
    }
    within.add(this);
    return within;
  }
}
