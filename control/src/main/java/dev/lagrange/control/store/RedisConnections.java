package dev.lagrange.control.store;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.netty.util.HashedWheelTimer;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a Redis server, made anew whenever somebody needs it and it is lost.
 * Thread-safe.
 *
 * <p>Lettuce is not left to reconnect by itself: it would leave the server alone for ever longer,
 * and would not know of a connection that is open and never answers.
 */
final class RedisConnections {

  /** What is late for one question may still come in time for the next. */
  private static final Duration CONNECTING = Duration.ofSeconds(5);

  private static final int QUEUED = 10_000;
  private static final int SHUTDOWN_SECONDS = 1;

  private final RedisURI address;
  private final Duration timeout;
  private final HashedWheelTimer timer;
  private final ClientResources resources;
  private final RedisClient client;
  private CompletableFuture<StatefulRedisConnection<String, String>> connection; // by this
  private boolean closed; // by this

  private RedisConnections(RedisURI address, Duration timeout) {
    this.address = address;
    this.timeout = timeout;
    Duration connecting = timeout.compareTo(CONNECTING) > 0 ? timeout : CONNECTING;
    address.setTimeout(connecting);
    // The timer that Lettuce would make for itself is no daemon.
    this.timer = new HashedWheelTimer(new DefaultThreadFactory("lagrange-store-timer", true));
    this.resources =
        ClientResources.builder()
            .ioThreadPoolSize(2)
            .computationThreadPoolSize(2)
            .threadFactoryProvider(pool -> new DefaultThreadFactory("lagrange-store", true))
            .timer(timer)
            .build();
    this.client = RedisClient.create(resources);
    client.setOptions(
        ClientOptions.builder()
            .autoReconnect(false)
            .requestQueueSize(QUEUED)
            .socketOptions(
                SocketOptions.builder().connectTimeout(connecting).keepAlive(true).build())
            .build());
    this.connection = connect();
  }

  /**
   * Begins to connect.
   *
   * @throws IllegalArgumentException if the URI is not one; it is not shown, for its password
   */
  static RedisConnections to(String uri, Duration timeout) {
    RedisURI address;
    try {
      address = RedisURI.create(uri);
    } catch (RuntimeException e) {
      // Its message, and those below it, would show the URI.
      throw new IllegalArgumentException(
          "The token store's URI is not understood: write"
              + " redis://[[user]:password@]host[:port][/database], or rediss: for TLS, and"
              + " percent-encode what is special in the password");
    }
    return new RedisConnections(address, timeout);
  }

  /** Until when a call that begins now may take, by {@link System#nanoTime}. */
  long deadline() {
    return System.nanoTime() + timeout.toNanos();
  }

  /**
   * Asks the server and blocks until it has answered, or the time is up.
   *
   * @throws IOException as {@link TokenStore} has it
   */
  <T> @Nullable T ask(
      long deadline,
      Function<RedisAsyncCommands<String, String>, ? extends CompletionStage<T>> question)
      throws IOException {
    CompletableFuture<StatefulRedisConnection<String, String>> used = current();
    CompletableFuture<T> answer = null;
    try {
      StatefulRedisConnection<String, String> open =
          used.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      answer = question.apply(open.async()).toCompletableFuture();
      return answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      if (answer != null) {
        answer.cancel(false);
        abandon(used);
      }
      throw failed("it did not answer within " + timeout.toMillis() + " ms", e);
    } catch (ExecutionException e) {
      throw failed(reasonOf(e.getCause()), e.getCause());
    } catch (CancellationException e) {
      // Whoever gives a silent connection up cancels what others still ask over it.
      throw failed("its connection was closed meanwhile", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the token store was asked");
    }
  }

  /** The connection that is open or on its way, a new one if that is lost. */
  private synchronized CompletableFuture<StatefulRedisConnection<String, String>> current()
      throws IOException {
    if (closed) {
      throw failed("it was closed here", null);
    }
    if (connection.isDone() && !isOpen(connection)) {
      connection = connect();
    }
    return connection;
  }

  private static boolean isOpen(CompletableFuture<StatefulRedisConnection<String, String>> done) {
    return !done.isCompletedExceptionally() && done.join().isOpen();
  }

  private CompletableFuture<StatefulRedisConnection<String, String>> connect() {
    return client.connectAsync(StringCodec.UTF8, address).toCompletableFuture();
  }

  /** One that does not answer may never do again, as after a partition of the network. */
  @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for its end
  private synchronized void abandon(
      CompletableFuture<StatefulRedisConnection<String, String>> silent) {
    if (connection == silent && !closed) {
      connection = connect();
    }
    silent.thenAccept(StatefulRedisConnection::closeAsync);
  }

  private IOException failed(String why, @Nullable Throwable cause) {
    return new IOException("The token store at " + this + " cannot be used: " + why, cause);
  }

  private static String reasonOf(@Nullable Throwable cause) {
    Throwable deepest = cause;
    while (deepest != null && deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return deepest == null ? "unknown" : String.valueOf(deepest.getMessage());
  }

  /** Ends everything in the background; what is asked from now on fails at once. */
  @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for it
  void close() {
    synchronized (this) {
      closed = true;
    }
    client
        .shutdownAsync(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS)
        .whenComplete(
            (done, failure) -> {
              resources.shutdown(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS);
              timer.stop();
            });
  }

  @Override
  public String toString() {
    return address.getHost() + ":" + address.getPort();
  }
}
