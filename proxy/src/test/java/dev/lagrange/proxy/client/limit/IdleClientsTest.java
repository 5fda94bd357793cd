package dev.lagrange.proxy.client.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of a loop whose time goes on when the test says so, by 10 ms each time. */
final class IdleClientsTest {

  private static final int STEP_MILLIS = 10;

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final List<String> over = new ArrayList<>();
  private long now;

  private final class Client implements IdleClients.Client {
    private final String name;
    private Pause pause = Pause.IDLE;

    Client(String name) {
      this.name = name;
    }

    @Override
    public Pause pause() {
      return pause;
    }

    @Override
    public void isOver(Pause of, Duration limit) {
      over.add(name + " " + of + " " + limit.toMillis());
    }
  }

  IdleClientsTest() {
    channel.freezeTime();
  }

  @AfterEach
  void close() {
    channel.close();
  }

  private IdleClients clients(@Nullable Duration idle, @Nullable Duration inTransaction) {
    return new IdleClients(new ClientLimits(null, idle, inTransaction), () -> now);
  }

  private static Duration seconds(int many) {
    return Duration.ofSeconds(many);
  }

  private IdleClients.Watched watch(IdleClients by, Client client) {
    return Objects.requireNonNull(by.watch(channel.eventLoop(), client));
  }

  private void passes(long millis) {
    for (long passed = 0; passed < millis; passed += STEP_MILLIS) {
      now += TimeUnit.MILLISECONDS.toNanos(STEP_MILLIS);
      channel.advanceTimeBy(STEP_MILLIS, TimeUnit.MILLISECONDS);
      channel.runScheduledPendingTasks();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 60, 3600})
  void noneGoesBeforeItsTimeAndNoneMuchLater(int limit) {
    watch(clients(seconds(limit), null), new Client("a"));
    long late = Math.min(limit * 250L, 2000);

    passes(limit * 1000L - STEP_MILLIS);
    assertThat(over).isEmpty();
    passes(late + STEP_MILLIS);
    assertThat(over).containsExactly("a IDLE " + limit * 1000);
    passes(limit * 2000L);
    assertThat(over).hasSize(1);
  }

  @Test
  void theTimeBeginsAnewWithWhateverItSends() {
    IdleClients.Watched watched = watch(clients(seconds(1), null), new Client("a"));
    for (int i = 0; i < 20; i++) {
      passes(900);
      watched.acts();
    }
    passes(990);
    assertThat(over).isEmpty();
    passes(260);
    assertThat(over).hasSize(1);
  }

  @Test
  void theTimeBeginsOnceAllIsDone() {
    Client client = new Client("a");
    IdleClients.Watched watched = watch(clients(seconds(1), seconds(1)), client);
    watched.acts();
    client.pause = Pause.NONE;
    passes(10_000);
    client.pause = Pause.IDLE;
    passes(990);
    assertThat(over).isEmpty();
    passes(260);
    assertThat(over).hasSize(1);
  }

  @Test
  void eachPauseHasItsLimit() {
    Client idle = new Client("idle");
    Client open = new Client("open");
    open.pause = Pause.IN_TRANSACTION;
    IdleClients both = clients(seconds(8), seconds(2));
    watch(both, idle);
    watch(both, open);

    passes(7990);
    assertThat(over).containsExactly("open IN_TRANSACTION 2000");
    passes(2010);
    assertThat(over).hasSize(2).endsWith("idle IDLE 8000");
  }

  @Test
  void wherePausesHaveNoLimitTheyHaveNone() {
    Client idle = new Client("idle");
    Client open = new Client("open");
    open.pause = Pause.IN_TRANSACTION;
    IdleClients onlyIdle = clients(seconds(1), null);
    watch(onlyIdle, idle);
    watch(onlyIdle, open);
    passes(10_000);
    assertThat(over).containsExactly("idle IDLE 1000");

    IdleClients onlyOpen = clients(null, seconds(1));
    watch(onlyOpen, idle);
    watch(onlyOpen, open);
    passes(10_000);
    assertThat(over).hasSize(2).endsWith("open IN_TRANSACTION 1000");
  }

  @Test
  void whoIsGoneIsToldNothing() {
    IdleClients clients = clients(seconds(1), null);
    IdleClients.Watched gone = watch(clients, new Client("gone"));
    watch(clients, new Client("there"));
    passes(500);
    gone.leaves();
    passes(10_000);
    assertThat(over).containsExactly("there IDLE 1000");
  }

  @Test
  void nothingIsDoneForNobody() {
    assertThat(clients(null, null).watch(channel.eventLoop(), new Client("a"))).isNull();
    IdleClients clients = clients(seconds(1), null);
    assertThat(channel.runScheduledPendingTasks()).isNegative();
    IdleClients.Watched one = watch(clients, new Client("a"));
    assertThat(channel.runScheduledPendingTasks()).isPositive();
    one.leaves();
    passes(2000);
    assertThat(channel.runScheduledPendingTasks()).isNegative();
    watch(clients, new Client("b"));
    passes(2000);
    assertThat(over).containsExactly("b IDLE 1000");
  }
}
