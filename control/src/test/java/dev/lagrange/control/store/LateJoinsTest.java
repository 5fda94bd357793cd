package dev.lagrange.control.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.control.TestTicker;
import dev.lagrange.routing.event.StoreEvent;
import dev.lagrange.routing.position.Lsn;
import dev.lagrange.routing.position.PostgresPosition;
import dev.lagrange.routing.token.ClusterId;
import dev.lagrange.routing.token.SessionToken;
import dev.lagrange.testbed.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LateJoinsTest {

  private static final ClusterId CLUSTER = new ClusterId("7312");
  private static final Duration EXPIRY = Duration.ofMinutes(1);

  private final FlakyStore store = new FlakyStore();
  private final TestTicker ticker = new TestTicker(0);
  private final Queue<StoreEvent> events = new ConcurrentLinkedQueue<>();
  private final LateJoins late = new LateJoins(store, EXPIRY, 2, ticker, events::add);

  @AfterEach
  void close() {
    late.close();
  }

  private static StoreKey key(String session) {
    return new StoreKey(CLUSTER, session);
  }

  private static SessionToken at(long lsn) {
    return SessionToken.of(CLUSTER, PostgresPosition.of(1, new Lsn(lsn)));
  }

  private void await(StoreEvent... expected) {
    Await.until("events", Await.PATIENCE, () -> events.size() >= expected.length);
    assertThat(events).containsExactly(expected);
  }

  @Test
  void joinsLandOnceTheStoreTakesThem() {
    late.add(key("a"), at(10));
    late.add(key("a"), at(30));
    late.add(key("a"), at(20));
    late.add(key("b"), at(5));
    Await.until("an attempt", Await.PATIENCE, () -> store.attempts.get() > 1);
    assertThat(events).isEmpty();
    assertThat(late.waiting(key("a"))).isEqualTo(at(30));
    store.up = true;

    await(StoreEvent.SAVED_LATE, StoreEvent.SAVED_LATE);
    assertThat(store.kept).containsOnly(Map.entry(key("a"), at(30)), Map.entry(key("b"), at(5)));
    assertThat(late.size()).isZero();
    assertThat(late.waiting(key("a"))).isEqualTo(SessionToken.EMPTY);
    Await.until("its thread to end", Await.PATIENCE, () -> threads() == 0);
  }

  @Test
  void threadEndsWhenThereIsNothingToDoAndBeginsAnew() {
    store.up = true;
    for (int round = 1; round <= 2; round++) {
      late.add(key("a"), at(round));
      assertThat(threads()).isEqualTo(1);
      Await.until("its thread to end", Await.PATIENCE, () -> threads() == 0);
      assertThat(store.kept).containsEntry(key("a"), at(round));
    }
  }

  @Test
  void whatHasExpiredIsGivenUp() {
    late.add(key("a"), at(10));
    ticker.advance(EXPIRY.plusNanos(1));
    late.add(key("b"), at(20));

    await(StoreEvent.GIVEN_UP);
    assertThat(late.size()).isEqualTo(1);
    store.up = true;
    await(StoreEvent.GIVEN_UP, StoreEvent.SAVED_LATE);
    assertThat(store.kept).containsOnlyKeys(key("b"));
  }

  @Test
  void oldestOfTooManyIsGivenUp() {
    late.add(key("a"), at(1));
    late.add(key("b"), at(2));
    late.add(key("a"), at(3));
    late.add(key("c"), at(4));

    assertThat(events).containsExactly(StoreEvent.GIVEN_UP);
    store.up = true;
    await(StoreEvent.GIVEN_UP, StoreEvent.SAVED_LATE, StoreEvent.SAVED_LATE);
    assertThat(store.kept).containsOnly(Map.entry(key("a"), at(3)), Map.entry(key("c"), at(4)));
  }

  @Test
  void keyThatHoldsNoTokenHoldsUpNobody() {
    store.up = true;
    store.forged = key("a");
    late.add(key("a"), at(1));
    late.add(key("b"), at(2));

    await(StoreEvent.GIVEN_UP, StoreEvent.SAVED_LATE);
  }

  @Test
  void closingGivesUpTheRest() {
    late.add(key("a"), at(1));
    late.close();
    late.add(key("b"), at(1));
    late.close();

    assertThat(events).containsExactly(StoreEvent.GIVEN_UP, StoreEvent.GIVEN_UP);
    assertThat(late.size()).isZero();
    Await.until("its thread to end", Await.PATIENCE, () -> threads() == 0);
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("lagrange-store-late"))
        .peek(thread -> assertThat(thread.isDaemon()).isTrue())
        .count();
  }

  private static final class FlakyStore implements TokenStore {

    private final Map<StoreKey, SessionToken> kept = new ConcurrentHashMap<>();
    private volatile boolean up;
    private volatile @Nullable StoreKey forged;
    private final AtomicInteger attempts = new AtomicInteger();

    @Override
    public SessionToken find(StoreKey key) {
      return kept.getOrDefault(key, SessionToken.EMPTY);
    }

    @Override
    public SessionToken join(StoreKey key, SessionToken held, SessionToken seen)
        throws IOException {
      attempts.incrementAndGet();
      if (!up) {
        throw new IOException("down");
      }
      if (key.equals(forged)) {
        throw new IllegalArgumentException("forged");
      }
      return kept.merge(key, seen, SessionToken::join);
    }

    @Override
    public SessionToken replace(StoreKey key, SessionToken lost, SessionToken seen) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }
}
