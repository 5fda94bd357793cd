package dev.lagrange.proxy.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.proxy.backend.tls.TlsNodes;
import dev.lagrange.proxy.tls.Authority;
import dev.lagrange.routing.option.HostPort;
import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A key of a server goes as the connection goes that it is of. */
@Timeout(120)
final class CancelIT {

  private static PostgresCluster cluster;
  private static Openings openings;

  @BeforeAll
  static void start() throws Exception {
    cluster = PostgresCluster.builder().start();
    Authority authority = Authority.named("authority");
    TlsNodes.turnOn(cluster.primary(), authority.server(), authority);
    openings = new Openings();
  }

  @AfterAll
  static void stop() {
    openings.close();
    cluster.close();
  }

  @ParameterizedTest
  @CsvSource({"prefer, 80877103", "disable, 80877102"})
  @DisplayName("63: a cancel goes over TLS where the connection does, and in clear where not")
  void cancelGoesAsTheConnectionDoes(String mode, int first) throws Exception {
    Connector connector = Openings.connector("sslmode=" + mode, Await.PATIENCE);
    HostPort server = new HostPort("127.0.0.1", cluster.primary().port());
    Backend backend = openings.open(connector, server, "app");
    // in place of the server, one that tells what it is asked first, and hangs up
    try (HandMadeServer seen = HandMadeServer.start((code, in, socket) -> {})) {
      cancel(connector, seen.address(), seen.address(), backend);
      assertThat(seen.end()).isEqualTo("answered");
      assertThat(seen.codes()).containsExactly(first);
    }
    cancel(connector, server, server, backend);
    backend.close();
  }

  @Test
  @DisplayName("63: a cancel goes where its connection goes, and waits for no name")
  void cancelLooksNothingUp() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    HostNames names =
        new HostNames(
            Runnable::run,
            host -> {
              asked.incrementAndGet();
              return InetAddress.getLoopbackAddress();
            });
    Connector connector = Openings.connector("sslmode=disable", Await.PATIENCE, names);
    HostPort server = new HostPort("server.example", cluster.primary().port());
    Backend backend = openings.open(connector, server, "app");
    assertThat(asked).hasValue(1);

    HostPort there = backend.server();
    assertThat(there).isEqualTo(new HostPort("127.0.0.1", cluster.primary().port()));
    cancel(connector, server, there, backend);
    assertThat(asked).hasValue(1);
    backend.close();
  }

  @Test
  @DisplayName("63: a cancel that nobody answered may still arrive, and is for no other client")
  void whatMayStillBeCancelledServesNoOther() throws Exception {
    Connector connector = Openings.connector("sslmode=disable", Await.PATIENCE);
    HostPort server = new HostPort("127.0.0.1", cluster.primary().port());
    Backend backend = openings.open(connector, server, "app");
    cancel(connector, server, server, backend);
    assertThat(backend.isDirty()).as("after one that was answered").isFalse();
    // it reads the key, and then nothing comes but the end
    try (HandMadeServer silent = HandMadeServer.start((code, in, socket) -> in.readAllBytes())) {
      cancel(connector, silent.address(), silent.address(), backend);
    }
    assertThat(backend.isDirty()).as("so that it is closed once it is given back").isTrue();
    backend.close();
  }

  /** Until it is over. */
  private static void cancel(Connector connector, HostPort named, HostPort at, Backend backend)
      throws Exception {
    CompletableFuture<Void> ended = new CompletableFuture<>();
    openings
        .loop()
        .execute(
            () -> {
              Runnable then = () -> ended.complete(null);
              connector.cancel(openings.loop(), named, at, backend, then);
            });
    ended.get(Await.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }
}
