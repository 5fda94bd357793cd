package dev.lagrange.control.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lagrange.routing.position.Lsn;
import dev.lagrange.routing.position.PostgresPosition;
import dev.lagrange.routing.token.ClusterId;
import dev.lagrange.routing.token.SessionToken;
import dev.lagrange.routing.token.TokenKey;
import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisTokenStoreIT {

  private static final ClusterId CLUSTER = new ClusterId("7312");
  private static final Duration PATIENT = Duration.ofSeconds(30);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final TokenKey KEY = TokenKey.of("correct-horse-battery");
  private static final AtomicInteger KEYS = new AtomicInteger();

  private static RedisServer redis;
  private static RedisClient plain;
  private static StatefulRedisConnection<String, String> raw;

  private final StoreKey key = new StoreKey(CLUSTER, "user-" + KEYS.incrementAndGet());
  private RedisTokenStore store;

  @BeforeAll
  static void start() {
    assumeTrue(RedisServer.isFound(), RedisServer.NOT_FOUND);
    redis = RedisServer.start();
    plain = RedisClient.create(redis.url());
    raw = plain.connect();
  }

  @AfterAll
  static void stop() {
    if (redis != null) {
      raw.close();
      plain.shutdown();
      redis.close();
    }
  }

  @BeforeEach
  void open() {
    store = open(redis.url(), HOUR, null);
  }

  @AfterEach
  void close() {
    if (store != null) {
      store.close();
    }
  }

  private static RedisTokenStore open(String url, Duration expiry, @Nullable TokenKey tokenKey) {
    return RedisTokenStore.open(url, PATIENT, expiry, tokenKey);
  }

  private static SessionToken at(int timeline, long lsn) {
    return SessionToken.of(CLUSTER, PostgresPosition.of(timeline, new Lsn(lsn)));
  }

  @Test
  void nothingIsKeptUnderANewKey() throws IOException {
    assertThat(store.find(key)).isEqualTo(SessionToken.EMPTY);
  }

  @Test
  void whatWasJoinedIsFoundByOthersUnderThatKeyOnly() throws IOException {
    store.join(key, at(1, 100));
    try (RedisTokenStore other = open(redis.url(), HOUR, null)) {
      assertThat(other.find(key)).isEqualTo(at(1, 100));
      assertThat(other.find(new StoreKey(CLUSTER, key.session() + "0")))
          .isEqualTo(SessionToken.EMPTY);
      assertThat(other.find(new StoreKey(new ClusterId("7313"), key.session())))
          .isEqualTo(SessionToken.EMPTY);
    }
  }

  @Test
  void joinOfLessLeavesWhatIsKept() throws IOException {
    store.join(key, at(1, 100));
    assertThat(store.join(key, at(1, 50))).isEqualTo(at(1, 100));
    assertThat(store.find(key)).isEqualTo(at(1, 100));
  }

  @Test
  void whatWasKeptBeforeIsNoMoreThanAGuess() throws IOException {
    assertThat(store.join(key, at(1, 90), at(1, 100))).as("nothing is").isEqualTo(at(1, 100));
    assertThat(store.join(key, at(1, 100), at(1, 110))).isEqualTo(at(1, 110));
    assertThat(store.join(key, at(1, 100), at(1, 105))).as("more is").isEqualTo(at(1, 110));
    assertThat(store.find(key)).isEqualTo(at(1, 110));
  }

  @Test
  void concurrentJoinsLoseNothing() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed of concurrentJoinsLoseNothing: " + seed);
    Random random = new Random(seed);
    List<SessionToken> tokens = new ArrayList<>();
    SessionToken all = SessionToken.EMPTY;
    for (int i = 0; i < 400; i++) {
      SessionToken token = at(1 + random.nextInt(5), 1 + random.nextInt(1_000_000));
      tokens.add(token);
      all = all.join(token);
    }
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try (RedisTokenStore other = open(redis.url(), HOUR, null)) {
      List<Future<SessionToken>> joins = new ArrayList<>();
      for (int i = 0; i < tokens.size(); i++) {
        SessionToken token = tokens.get(i);
        RedisTokenStore one = i % 2 == 0 ? store : other;
        joins.add(threads.submit(() -> one.join(key, token)));
      }
      for (int i = 0; i < joins.size(); i++) {
        SessionToken kept = joins.get(i).get();
        assertThat(kept.join(tokens.get(i))).isEqualTo(kept);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(store.find(key)).as("seed %d", seed).isEqualTo(all);
  }

  @Test
  void lastJoinDecidesWhenItExpires() throws IOException {
    try (RedisTokenStore brief = open(redis.url(), Duration.ofSeconds(1), null)) {
      store.join(key, at(1, 100));
      assertThat(raw.sync().pttl(key.text())).isBetween(HOUR.toMillis() / 2, HOUR.toMillis());
      brief.join(key, at(1, 50));
      assertThat(raw.sync().pttl(key.text())).isBetween(0L, 1000L);
      Await.until(
          "the token to expire", Await.PATIENCE, () -> store.find(key).equals(SessionToken.EMPTY));
      brief.join(key, at(1, 50));
      store.join(key, at(1, 40));
      assertThat(raw.sync().pttl(key.text())).isGreaterThan(HOUR.toMillis() / 2);
    }
  }

  @Test
  void whatAFailoverLostIsTakenBackUnlessSomebodyHasGoneOn() throws IOException {
    store.join(key, at(1, 100));
    assertThat(store.replace(key, at(1, 100), at(2, 70))).isEqualTo(at(2, 70));
    assertThat(store.find(key)).isEqualTo(at(2, 70));

    SessionToken goneOn = store.join(key, at(2, 90));
    assertThat(store.replace(key, at(2, 70), at(3, 80))).isEqualTo(goneOn.join(at(3, 80)));
  }

  @Test
  void signedTokensAreKeptSignedAndOthersRefused() throws IOException {
    try (RedisTokenStore signing = open(redis.url(), HOUR, KEY);
        RedisTokenStore other = open(redis.url(), HOUR, TokenKey.of("staple-staple-staple"))) {
      signing.join(key, at(1, 100));
      assertThat(raw.sync().get(key.text())).isEqualTo(at(1, 100).encode(KEY));
      assertThat(signing.find(key)).isEqualTo(at(1, 100));
      for (Call call : List.<Call>of(() -> other.find(key), () -> other.join(key, at(1, 1)))) {
        assertThatThrownBy(call::run)
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("forged")
            .hasMessageContaining(key.text());
      }
      store.replace(key, at(1, 100), at(1, 900));
      assertThatThrownBy(() -> signing.find(key))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("is not signed");
    }
  }

  @Test
  void whatIsNoTokenIsRefusedAndLeftAsItIs() {
    for (String value : List.of("nonsense", "lg1.%%%", "x".repeat(10_000))) {
      raw.sync().set(key.text(), value);
      for (Call call : List.<Call>of(() -> store.find(key), () -> store.join(key, at(1, 1)))) {
        assertThatThrownBy(call::run)
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("is no token of this application");
      }
      assertThat(raw.sync().get(key.text())).isEqualTo(value);
    }
    raw.sync().del(key.text());
    raw.sync().lpush(key.text(), "a list");
    assertThatThrownBy(() -> store.find(key))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("WRONGTYPE");
  }

  @Test
  void wrongPasswordIsToldWithoutShowingIt() throws IOException {
    try (RedisServer guarded = RedisServer.start("open-sesame")) {
      try (RedisTokenStore right = open(guarded.url(), HOUR, null)) {
        assertThat(right.join(key, at(1, 1))).isEqualTo(at(1, 1));
      }
      for (String password : List.of("open-barley", "")) {
        try (RedisTokenStore wrong = open(guarded.url(password), HOUR, null)) {
          assertThatThrownBy(() -> wrong.find(key))
              .isInstanceOf(IOException.class)
              .hasMessageContaining("127.0.0.1:" + guarded.link().port())
              .hasMessageMatching("(?s).*(WRONGPASS|NOAUTH).*")
              .hasMessageNotContaining("open-");
        }
      }
    }
  }

  @Test
  void storeThatRefusesFailsAtOnceAndServesAgainWhenItIsBack() throws IOException {
    try (RedisServer own = RedisServer.start();
        RedisTokenStore unlucky = open(own.url(), HOUR, null)) {
      unlucky.join(key, at(1, 1));
      own.kill();
      own.link().refuse();
      assertThatThrownBy(() -> unlucky.find(key))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot be used");
      own.restart();
      own.link().restore();
      Await.until(
          "the store to be back",
          Await.PATIENCE,
          () -> unlucky.find(key).equals(SessionToken.EMPTY));
    }
  }

  @Test
  void storeThatIsSilentFailsByTheTimeoutAndServesAgainOverAnotherConnection() throws IOException {
    try (RedisTokenStore impatient =
        RedisTokenStore.open(redis.url(), Duration.ofMillis(100), HOUR, null)) {
      Await.until(
          "the store to be connected",
          Await.PATIENCE,
          () -> impatient.find(key).equals(SessionToken.EMPTY));
      redis.link().cut();
      assertThatThrownBy(() -> impatient.find(key))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("did not answer within 100 ms");
      redis.link().restore();
      Await.until(
          "the store to be back",
          Await.PATIENCE,
          () -> impatient.find(key).equals(SessionToken.EMPTY));
    } finally {
      redis.link().restore();
    }
  }

  @Test
  void interruptedThreadStaysInterrupted() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> store.find(key)).isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void closingEndsEveryThread() throws IOException {
    store.join(key, at(1, 1));
    store.close();
    assertThatThrownBy(() -> store.find(key)).hasMessageContaining("closed");
    Await.until("its threads to end", Await.PATIENCE, () -> threads().isEmpty());
  }

  @Test
  void everyThreadIsADaemon() throws IOException {
    store.join(key, at(1, 1));
    assertThat(threads()).isNotEmpty().allMatch(Thread::isDaemon);
  }

  @Test
  void uriThatIsNoneIsRefusedWithoutShowingIt() {
    for (String uri : List.of("http://:sesame@a", "sesame")) {
      assertThatThrownBy(() -> open(uri, HOUR, null))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("redis://")
          .hasMessageNotContaining("sesame")
          .hasNoCause();
    }
  }

  private interface Call {
    Object run() throws Exception;
  }

  private static List<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("lagrange-store"))
        .toList();
  }
}
