package dev.lagrange.control.patroni;

import dev.lagrange.control.Topology;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Asks REST servers of Patroni: without a proxy, without following redirections, and for no more
 * than an answer's worth of bytes. With {@code https} the certificate must be trusted by the JVM.
 * Thread-safe. One daemon thread, which {@link #close} ends; the JDK's client has another, which
 * ends when the JVM collects the client.
 */
final class PatroniRest implements AutoCloseable {

  /** Patroni writes less than 400 bytes for a member. */
  static final int MOST_BYTES = 256 * 1024;

  private final ExecutorService executor =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "lagrange-patroni-http");
            thread.setDaemon(true);
            return thread;
          });
  private final HttpClient client;
  private final Duration timeout;

  /**
   * A client that has asked nobody yet.
   *
   * @param timeout how long an answer may take, the connection included
   */
  PatroniRest(Duration timeout) {
    this.timeout = timeout;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(timeout)
            .executor(executor)
            .build();
  }

  /**
   * What a server says. Does not block; whoever waits sets the limit for the body, which the client
   * has none for, and cancels the request.
   */
  @SuppressWarnings("FutureReturnValueIgnored") // it passes a cancellation on, and cannot fail
  CompletableFuture<Topology> ask(URI server) {
    HttpRequest request =
        HttpRequest.newBuilder(server.resolve("/cluster")).timeout(timeout).GET().build();
    CompletableFuture<HttpResponse<byte[]>> sent = client.sendAsync(request, head -> new Bounded());
    CompletableFuture<Topology> answer = sent.thenApply(PatroniRest::read);
    answer.whenComplete(
        (read, failure) -> {
          if (answer.isCancelled()) {
            sent.cancel(true);
          }
        });
    return answer;
  }

  private static Topology read(HttpResponse<byte[]> response) {
    if (response.statusCode() != 200) {
      throw new IllegalArgumentException("it answers with status " + response.statusCode());
    }
    try {
      return ClusterAnswer.read(new String(response.body(), StandardCharsets.UTF_8));
    } catch (NoClassDefFoundError e) {
      throw new IllegalArgumentException(
          "reading it needs org.snakeyaml:snakeyaml-engine on the class path", e);
    }
  }

  /** Asks no more. Does not block. */
  @Override
  public void close() {
    executor.shutdownNow();
  }

  /** Collects a body until it is too long. */
  private static final class Bounded implements HttpResponse.BodySubscriber<byte[]> {

    private final CompletableFuture<byte[]> body = new CompletableFuture<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private Flow.@Nullable Subscription subscription;

    @Override
    public CompletionStage<byte[]> getBody() {
      return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      given.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
      if (body.isDone()) {
        return;
      }
      for (ByteBuffer buffer : buffers) {
        byte[] part = new byte[buffer.remaining()];
        buffer.get(part);
        bytes.writeBytes(part);
      }
      if (bytes.size() > MOST_BYTES) {
        Objects.requireNonNull(subscription).cancel();
        body.completeExceptionally(
            new IOException("it answers with more than " + MOST_BYTES + " bytes"));
      }
    }

    @Override
    public void onError(Throwable failure) {
      body.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      body.complete(bytes.toByteArray());
    }
  }
}
