package dev.lagrange.proxy.users;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.proxy.auth.Users;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Who shares a lookup, who waits, and who is sent away; the threads are run by hand. */
class LookupsTest implements Lookups.Source {

  private static final Users NOBODY = Users.parse("", "a key of the process".getBytes(US_ASCII));

  private final Deque<Runnable> threads = new ArrayDeque<>();
  private final List<String> asked = new ArrayList<>();
  private final AtomicLong now = new AtomicLong();
  private final Lookups lookups = new Lookups(this, now::get, threads::add);
  private Runnable during = () -> {};

  @Override
  public Users find(String user, long limit) throws SQLException {
    asked.add(user);
    during.run();
    if (user.equals("broken")) {
      throw new SQLException("no", "08006");
    }
    return NOBODY;
  }

  @Override
  public Duration patience() {
    return Duration.ofSeconds(10);
  }

  @Override
  public void close() {}

  private void runAll() {
    while (!threads.isEmpty()) {
      threads.remove().run();
    }
  }

  @Test
  void allWhoAskBeforeItBeginsShareALookup() {
    CompletableFuture<Users> first = lookups.of("a");
    assertThat(lookups.of("a")).isSameAs(first);
    runAll();
    assertThat(first).isCompletedWithValue(NOBODY);
    assertThat(asked).containsExactly("a");
  }

  @Test
  void nobodyIsAnsweredByALookupThatHadBegun() {
    CompletableFuture<Users> first = lookups.of("a");
    List<CompletableFuture<Users>> late = new ArrayList<>();
    during =
        () -> {
          during = () -> {};
          late.add(lookups.of("a"));
        };
    runAll();
    assertThat(late.get(0)).isNotSameAs(first).isCompletedWithValue(NOBODY);
    assertThat(asked).containsExactly("a", "a");
  }

  @Test
  void aFewRunAtATimeAndTheOthersInTheirOrder() {
    for (int i = 0; i < 10; i++) {
      lookups.of("u" + i);
    }
    assertThat(threads).hasSize(Lookups.MOST_AT_ONCE);
    runAll();
    assertThat(asked).hasSize(10).startsWith("u0", "u1").endsWith("u9");
    // and as many again once all have ended
    lookups.of("more");
    assertThat(threads).hasSize(1);
  }

  @Test
  void whoWaitsTooLongIsSentAwayUnasked() {
    CompletableFuture<Users> late = lookups.of("late");
    now.set(Duration.ofSeconds(10).toNanos() + 1);
    CompletableFuture<Users> early = lookups.of("early");
    runAll();
    assertThat(late.handle((found, failure) -> ((SQLException) failure).getSQLState()))
        .isCompletedWithValue("53300");
    assertThat(early).isCompletedWithValue(NOBODY);
    assertThat(asked).containsExactly("early");
  }

  @Test
  void noMoreThanAThousandWait() {
    for (int i = 0; i < 1000; i++) {
      assertThat(lookups.of("u" + i)).isNotDone();
    }
    assertThat(lookups.of("more")).isCompletedExceptionally();
    assertThat(lookups.of("u7")).as("who shares one does not add to them").isNotDone();
  }

  @Test
  void aFailureIsThatOfItsLookupAlone() {
    CompletableFuture<Users> broken = lookups.of("broken");
    CompletableFuture<Users> other = lookups.of("a");
    runAll();
    assertThat(broken).isCompletedExceptionally();
    assertThat(other).isCompletedWithValue(NOBODY);
  }

  @Test
  void aProxyThatHasEndedLooksNobodyUp() {
    Lookups ended =
        new Lookups(
            this,
            now::get,
            task -> {
              throw new RejectedExecutionException();
            });
    assertThat(ended.of("a")).isCompletedExceptionally();
    assertThat(ended.of("a")).isCompletedExceptionally();
  }
}
