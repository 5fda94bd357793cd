package dev.lagrange.control.cluster;

import dev.lagrange.control.Ticker;
import dev.lagrange.control.store.LateJoins;
import dev.lagrange.control.store.RedisTokenStore;
import dev.lagrange.control.store.StoreKey;
import dev.lagrange.control.store.TokenStore;
import dev.lagrange.routing.consistency.SessionScope;
import dev.lagrange.routing.error.SqlState;
import dev.lagrange.routing.event.RoutingListener;
import dev.lagrange.routing.event.StoreEvent;
import dev.lagrange.routing.option.OptionTable;
import dev.lagrange.routing.option.Options;
import dev.lagrange.routing.option.TokenStoreDown;
import dev.lagrange.routing.spelling.Durations;
import dev.lagrange.routing.token.SessionToken;
import dev.lagrange.routing.token.TokenKey;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The token store as sessions with keys use it: what they begin with and what is kept of them, also
 * while it is out of reach. Thread-safe.
 */
public final class KeyedSessions implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(KeyedSessions.class);

  /**
   * What a session with a key begins with.
   *
   * @param token what was kept under the key
   * @param scope whose writes its reads see: its own, or everybody's where its own are not known
   */
  public record Beginning(SessionToken token, SessionScope scope) {}

  private final TokenStore store;
  private final TokenStoreDown whenDown;
  private final LateJoins late;
  private final RoutingListener listener;
  private final Map<StoreEvent, LongAdder> counts = new EnumMap<>(StoreEvent.class);
  private final Seldom warnings;
  private final LongAdder unsaid = new LongAdder();

  KeyedSessions(TokenStore store, Options options, Ticker ticker, RoutingListener listener) {
    this.store = store;
    this.whenDown = options.get(OptionTable.TOKEN_STORE_DOWN);
    this.listener = listener;
    this.warnings = new Seldom(ticker);
    for (StoreEvent event : StoreEvent.values()) {
      counts.put(event, new LongAdder());
    }
    this.late =
        new LateJoins(
            store, options.get(OptionTable.TOKEN_STORE_EXPIRY), ticker, event -> note(event, ""));
  }

  /**
   * The sessions of the option {@code tokenStore}; null if it is not set, or of no use. Does not
   * wait for the store.
   *
   * @throws SQLException if Lettuce is missing, or the expiry is too short (22023)
   */
  static @Nullable KeyedSessions of(Options options, Ticker ticker, RoutingListener listener)
      throws SQLException {
    String uri = options.find(OptionTable.TOKEN_STORE).orElse(null);
    if (uri == null) {
      return null;
    }
    SessionScope scope = options.get(OptionTable.SESSION_SCOPE);
    if (scope != SessionScope.CONTEXT) {
      // No error: it may be set in the environment, for others in this process.
      log.warn("tokenStore is of no use with sessionScope={}: it serves 'context' only", scope);
      return null;
    }
    Duration expiry = options.get(OptionTable.TOKEN_STORE_EXPIRY);
    Duration maxLag = options.get(OptionTable.MAX_LAG);
    if (expiry.compareTo(maxLag) < 0) {
      throw invalid(
          "'tokenStoreExpiry' is %s, less than 'maxLag', which is %s: a replica could miss what the store has forgotten; raise the one or lower the other"
              .formatted(Durations.print(expiry), Durations.print(maxLag)),
          null);
    }
    TokenKey key = options.find(OptionTable.TOKEN_KEY).map(TokenKey::of).orElse(null);
    Duration timeout = options.get(OptionTable.TOKEN_STORE_TIMEOUT);
    try {
      TokenStore store = RedisTokenStore.open(uri, timeout, expiry, key);
      return new KeyedSessions(store, options, ticker, listener);
    } catch (IllegalArgumentException e) {
      throw invalid(e.getMessage(), e);
    }
  }

  private static SQLException invalid(@Nullable String message, @Nullable Throwable cause) {
    return new SQLNonTransientException(message, SqlState.INVALID_OPTION.code(), cause);
  }

  /**
   * What a session begins with. Blocks up to {@code tokenStoreTimeout}.
   *
   * @throws SQLException LG003 if what is kept is malformed or forged; LG005 if the store is out of
   *     reach and {@code tokenStoreDown=error}; 57014 if the thread is interrupted
   */
  public Beginning begin(StoreKey key) throws SQLException {
    // Before the store is asked: what lands there in between is found there.
    SessionToken ours = late.waiting(key);
    try {
      return new Beginning(store.find(key).join(ours), SessionScope.CONTEXT);
    } catch (IllegalArgumentException e) {
      throw Tokens.refused(e.getMessage());
    } catch (InterruptedIOException e) {
      throw new SQLTimeoutException(e.getMessage(), SqlState.TIMED_OUT.code(), e);
    } catch (IOException e) {
      note(StoreEvent.NOT_READ, e.getMessage());
      return switch (whenDown) {
        case CLUSTER -> new Beginning(ours, SessionScope.CLUSTER);
        case IGNORE -> new Beginning(ours, SessionScope.CONTEXT);
        case ERROR -> throw outOfReach("what this session has seen is not known", e);
      };
    }
  }

  /**
   * Keeps what a session has seen, by a join, for its next part. Blocks up to {@code
   * tokenStoreTimeout}. Where the store is out of reach it is told of, and tried again in the
   * background.
   *
   * @param held what was kept when this process asked last
   * @param lost whether a failover lost some of that
   * @return what is kept now; null if that is left to the background
   * @throws SQLException LG003 if what is kept is malformed or forged; LG005 if the store is out of
   *     reach and {@code tokenStoreDown=error}
   */
  public @Nullable SessionToken save(
      StoreKey key, SessionToken held, boolean lost, SessionToken seen) throws SQLException {
    try {
      return lost ? store.replace(key, held, seen) : store.join(key, held, seen);
    } catch (IllegalArgumentException e) {
      throw Tokens.refused(e.getMessage());
    } catch (IOException e) {
      if (whenDown != TokenStoreDown.ERROR) {
        // Before anybody is told: a listener that fails must not lose it.
        late.add(key, seen);
      }
      note(StoreEvent.NOT_SAVED, e.getMessage());
      if (whenDown == TokenStoreDown.ERROR) {
        throw outOfReach("what this session wrote and read is not kept", e);
      }
      return null;
    }
  }

  private static SQLException outOfReach(String what, IOException cause) {
    return new SQLTransientException(
        cause.getMessage()
            + "; so "
            + what
            + ", and tokenStoreDown=error allows nothing in its place: try again, or set it to"
            + " 'cluster'",
        SqlState.NO_TOKEN_STORE.code(),
        cause);
  }

  /** How often something befell the store since the cluster was opened. */
  public long count(StoreEvent event) {
    LongAdder count = counts.get(event);
    return count == null ? 0 : count.sum();
  }

  private void note(StoreEvent event, @Nullable String why) {
    LongAdder count = counts.get(event);
    if (count != null) {
      count.increment();
    }
    listener.tokenStore(event);
    if (event != StoreEvent.SAVED_LATE) {
      warn(event, why);
    }
  }

  /** One line for all that happens within some seconds. */
  private void warn(StoreEvent event, @Nullable String why) {
    if (!warnings.isDue()) {
      unsaid.increment();
      return;
    }
    long others = unsaid.sumThenReset();
    log.warn(
        "tokenStore={} tokenStoreDown={} others={} {} {}",
        store,
        whenDown,
        others,
        event.meaning(),
        why);
  }

  @Override
  public void close() {
    late.close();
    store.close();
  }
}
