package dev.lagrange.proxy.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.testbed.Await;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class HostNamesTest {

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1", "2001:db8::1", "10.1.2.3"})
  void nobodyIsAskedForAnAddress(String host) throws Exception {
    try (SlowNames slow = new SlowNames()) {
      CompletableFuture<InetAddress> found = slow.names().find(host);

      assertThat(found).isCompletedWithValue(InetAddress.getByName(host));
      assertThat(slow.asked()).isEmpty();
    }
  }

  @Test
  void whoeverAsksMeanwhileIsToldTheSame() {
    try (SlowNames slow = new SlowNames()) {
      HostNames names = slow.names();
      CompletableFuture<InetAddress> first = names.find("a.example");
      CompletableFuture<InetAddress> second = names.find("a.example");
      CompletableFuture<InetAddress> other = names.find("b.example");
      assertThat(first).isNotDone();

      slow.answer();
      assertThat(first.join().isLoopbackAddress()).isTrue();
      assertThat(second.join()).isEqualTo(first.join());
      assertThat(other.join()).isNotNull();
      assertThat(slow.asked()).containsExactlyInAnyOrder("a.example", "b.example");
    }
  }

  @Test
  void whoeverAsksLaterAsksAnew() {
    try (SlowNames slow = new SlowNames()) {
      slow.answer();
      HostNames names = slow.names();
      for (int i = 1; i <= 3; i++) {
        names.find("a.example").join();
        assertThat(slow.asked()).hasSize(i);
      }
    }
  }

  @Test
  void aNameThatThereIsNotIsToldEachTime() {
    try (SlowNames slow = new SlowNames()) {
      slow.answer();
      HostNames names = slow.names();
      for (int i = 1; i <= 2; i++) {
        assertThat(names.find(SlowNames.NOBODY))
            .failsWithin(Await.PATIENCE)
            .withThrowableThat()
            .withCauseInstanceOf(UnknownHostException.class)
            .withMessageContaining(SlowNames.NOBODY);
        assertThat(slow.asked()).hasSize(i);
      }
    }
  }

  @Test
  void whereNoThreadIsToBeHadThatIsTold() {
    ExecutorService ended = Executors.newSingleThreadExecutor();
    ended.shutdownNow();

    assertThat(new HostNames(ended).find("a.example")).isCompletedExceptionally();
  }
}
