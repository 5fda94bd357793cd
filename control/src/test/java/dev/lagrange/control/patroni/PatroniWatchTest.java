package dev.lagrange.control.patroni;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lagrange.control.Topology;
import dev.lagrange.control.TopologySource.Verdict;
import dev.lagrange.routing.option.HostPort;
import dev.lagrange.routing.option.RestAddress;
import dev.lagrange.testbed.Await;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Servers by hand, most of which are no Patroni. */
class PatroniWatchTest {

  private static final Duration TIMEOUT = Duration.ofMillis(500);
  private static final String GOOD =
      "{\"members\": [{\"host\": \"a\", \"port\": 1, \"role\": \"leader\", \"timeline\": %d}]}";

  private final List<HttpServer> servers = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Topology> heard = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch ended = new CountDownLatch(1);

  @AfterEach
  void stop() {
    ended.countDown();
    servers.forEach(server -> server.stop(0));
    threads.shutdownNow();
  }

  /** What a server does with a request. */
  @FunctionalInterface
  private interface Behaviour {
    void answer(HttpExchange request) throws IOException;
  }

  @Test
  void answerIsThereWhenTheStartReturns() throws IOException {
    try (PatroniWatch watch = watch(good(1))) {
      watch.start(this::take);
      assertThat(heard).hasSize(1);
    }
  }

  @Test
  void anyThatAnswersWillDo() throws IOException {
    URI html = server(request -> send(request, 200, "<html>hello</html>"));
    URI redirect =
        server(
            request -> {
              request.getResponseHeaders().set("Location", good(9).toString());
              send(request, 302, "");
            });
    URI error = server(request -> send(request, 503, GOOD.formatted(8)));
    URI silent = server(request -> awaitEnd());
    URI huge = server(this::sendEndlessly);
    URI slow = server(this::sendSlowly);
    URI gone = URI.create("http://127.0.0.1:1");
    try (PatroniWatch watch = watch(html, redirect, error, silent, huge, slow, gone, good(2))) {
      watch.start(this::take);
      assertThat(heard).extracting(Topology::timeline).containsExactly(2);
      assertThat(watch.failedRounds()).isZero();
    }
  }

  @Test
  void nobodyToAnswerChangesNothingAndEndsInTime() throws IOException {
    URI slow = server(this::sendSlowly);
    URI huge = server(this::sendEndlessly);
    try (PatroniWatch watch = watch(slow, huge)) {
      watch.start(this::take);
      assertThat(heard).isEmpty();
      assertThat(watch.failedRounds()).isOne();
    }
  }

  @Test
  void whoKnowsLessThanIsKnownIsPassedOver() throws IOException {
    try (PatroniWatch watch = watch(good(1), good(2))) {
      watch.start(
          topology -> {
            heard.add(topology);
            return topology.timeline() < 2 ? Verdict.OUTDATED : Verdict.TAKEN;
          });
      assertThat(heard).extracting(Topology::timeline).contains(2);
      assertThat(watch.failedRounds()).isZero();
    }
  }

  @Test
  void asksAgainSoonUntilThereIsAPrimary() throws IOException {
    try (PatroniWatch watch = watch(good(1))) {
      watch.start(
          topology -> {
            heard.add(topology);
            return heard.size() < 5 ? Verdict.PRESSING : Verdict.TAKEN;
          });
      watch.askSoon();
      Await.until("more answers", Await.PATIENCE, () -> heard.size() >= 5);
    }
  }

  @Test
  void closingEndsTheThreads() throws IOException {
    PatroniWatch watch = watch(server(request -> awaitEnd()));
    watch.start(this::take);
    watch.close();
    Await.until(
        "the threads to end",
        Await.PATIENCE,
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("lagrange-patroni")));
  }

  private Verdict take(Topology topology) {
    heard.add(topology);
    return Verdict.TAKEN;
  }

  private static PatroniWatch watch(URI... servers) {
    return new PatroniWatch(
        Stream.of(servers)
            .map(uri -> new RestAddress("http", new HostPort(uri.getHost(), uri.getPort())))
            .toList(),
        TIMEOUT);
  }

  private URI good(int timeline) throws IOException {
    return server(request -> send(request, 200, GOOD.formatted(timeline)));
  }

  private URI server(Behaviour behaviour) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    server.setExecutor(threads);
    server.createContext("/cluster", behaviour::answer);
    server.start();
    servers.add(server);
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private static void send(HttpExchange request, int status, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    request.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    try (OutputStream out = request.getResponseBody()) {
      out.write(body);
    }
  }

  private void awaitEnd() {
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void sendEndlessly(HttpExchange request) throws IOException {
    request.sendResponseHeaders(200, 0);
    try (OutputStream out = request.getResponseBody()) {
      byte[] block = new byte[8192];
      while (ended.getCount() > 0) {
        out.write(block);
      }
    }
  }

  /** A beginning, and no end: the header came in time, so that only the body can be too slow. */
  private void sendSlowly(HttpExchange request) throws IOException {
    request.sendResponseHeaders(200, 0);
    request.getResponseBody().write('{');
    request.getResponseBody().flush();
    awaitEnd();
  }
}
