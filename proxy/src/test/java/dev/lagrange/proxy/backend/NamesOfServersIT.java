package dev.lagrange.proxy.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.control.Ticker;
import dev.lagrange.proxy.auth.Credential;
import dev.lagrange.proxy.wire.CancelKey;
import dev.lagrange.routing.error.SqlState;
import dev.lagrange.routing.option.HostPort;
import dev.lagrange.testbed.Await;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Names of servers that take long to be looked up hold up nobody else. */
@Timeout(120)
final class NamesOfServersIT {

  private static final BackendKey KEY =
      new BackendKey(Map.of("user", "app"), Credential.ofPassword("secret"));
  private static final Duration SHORT = Duration.ofMillis(300);

  private Openings openings;
  private SlowNames slow;
  private HandMadeServer server; // which hangs up
  private final AtomicInteger outstanding = new AtomicInteger();

  @BeforeEach
  void start() throws Exception {
    openings = new Openings();
    slow = new SlowNames();
    server = HandMadeServer.start((code, in, socket) -> {});
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
    slow.close();
    openings.close();
  }

  private HostPort named(String host) {
    return new HostPort(host, server.address().port());
  }

  private Connector connector(Duration patience) throws Exception {
    return Openings.connector("sslmode=disable", patience, slow.names());
  }

  private <T> T onLoop(Callable<T> action) throws Exception {
    return openings.loop().submit(action).get(Await.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private CompletableFuture<Backend> open(Connector connector, HostPort address) throws Exception {
    return onLoop(() -> opening(connector, address).begin());
  }

  private Opening opening(Connector connector, HostPort address) {
    return new Opening(connector, openings.loop(), Openings.NODE, address, KEY, Ticker.system());
  }

  private static BackendException failure(CompletableFuture<?> opened) throws Exception {
    try {
      opened.get(Await.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      throw new AssertionError("it was opened");
    } catch (ExecutionException e) {
      return (BackendException) e.getCause();
    }
  }

  @Test
  void theLoopGoesOnMeanwhile() throws Exception {
    CompletableFuture<Backend> opened = open(connector(Await.PATIENCE), named("slow.example"));

    // whoever is there already, and whose server needs no name
    CompletableFuture<Backend> other = open(connector(Await.PATIENCE), server.address());
    assertThat(failure(other)).hasMessageContaining("closed the connection during the login");
    assertThat(opened).isNotDone();
    assertThat(server.codes()).hasSize(1);

    slow.answer();
    assertThat(failure(opened)).hasMessageContaining("closed the connection during the login");
    assertThat(server.codes()).hasSize(2);
  }

  @Test
  void aNameThatThereIsNotIsToldAsAServerThatIsNotThere() throws Exception {
    slow.answer();

    BackendException failure = failure(open(connector(Await.PATIENCE), named(SlowNames.NOBODY)));

    assertThat(failure.sqlState()).isEqualTo(SqlState.NOT_CONNECTED.code());
    assertThat(failure).hasMessageContaining("UnknownHostException: " + SlowNames.NOBODY);
  }

  @Test
  void whoGivesUpLeavesThePoolItsPlaceAndConnectsNoMore() throws Exception {
    Connector connector = connector(SHORT);
    NodePool pool =
        onLoop(
            () ->
                new NodePool(
                    Openings.NODE,
                    openings.loop(),
                    (node, key, onLost) -> opening(connector, named("slow.example")).begin(),
                    1,
                    Await.PATIENCE,
                    outstanding));
    for (int i = 0; i < 3; i++) { // the second one would wait for the place of the first
      assertThat(failure(onLoop(() -> pool.acquire(KEY))))
          .hasMessageContaining("the login took longer than connectionTimeout=300ms");
    }
    assertThat(slow.asked()).containsExactly("slow.example");

    // the next one has its answer together with those who gave up
    CompletableFuture<Backend> last = onLoop(() -> pool.acquire(KEY));
    slow.answer();
    assertThat(failure(last)).hasMessageContaining("closed the connection during the login");
    // and one more, behind any of theirs
    assertThat(failure(onLoop(() -> pool.acquire(KEY)))).hasMessageContaining("during the login");
    assertThat(server.codes()).hasSize(2);
    assertThat(outstanding).hasValue(0);
  }

  private void cancel(Connector connector, String host, Consumer<@Nullable String> ended)
      throws Exception {
    CancelKey key = new CancelKey(1, new byte[4]);
    onLoop(
        () -> {
          Duration limit = Connector.CANCEL_LIMIT;
          connector.cancel(openings.loop(), named(host), named(host), false, key, limit, ended);
          return true;
        });
  }

  @Test
  void aCancelIsGivenUpOnceAfterItsLimit() throws Exception {
    Connector connector = connector(Await.PATIENCE);
    BlockingQueue<Optional<String>> ended = new LinkedBlockingQueue<>();
    cancel(connector, "slow.example", problem -> ended.add(Optional.ofNullable(problem)));

    assertThat(ended.poll(Await.PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
        .contains("it did not answer within 5 seconds");
    slow.answer();
    cancel(connector, "fast.example", problem -> ended.add(Optional.ofNullable(problem)));
    assertThat(ended.poll(Await.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isEmpty();
    assertThat(server.codes()).hasSize(1);
    assertThat(ended).isEmpty();
  }

  @Test
  void aCancelAtANameThatThereIsNotIsToldSo() throws Exception {
    slow.answer();
    Connector connector = connector(Await.PATIENCE);
    CompletableFuture<String> ended = new CompletableFuture<>();
    cancel(connector, SlowNames.NOBODY, ended::complete);

    assertThat(ended.get(Await.PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
        .contains(SlowNames.NOBODY);
  }
}
