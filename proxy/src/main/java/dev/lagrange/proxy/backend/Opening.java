package dev.lagrange.proxy.backend;

import dev.lagrange.control.Ticker;
import dev.lagrange.proxy.backend.tls.SslMode;
import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.error.SqlState;
import dev.lagrange.routing.option.HostPort;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One server connection that is being opened: with TLS or without, or one after the other, as
 * {@code sslmode} says, and all of that within one limit. Used once, on its event loop.
 */
final class Opening {

  /** Prepared statements that are kept on each connection. */
  private static final int STATEMENTS = 200;

  private final Connector connector;
  private final EventLoop loop;
  private final NodeId node;
  private final HostPort address;
  private final BackendKey key;
  private final Ticker ticker;
  private final SslMode mode;
  private final CompletableFuture<Backend> result = new CompletableFuture<>();
  private @Nullable Connecting current;

  Opening(
      Connector connector,
      EventLoop loop,
      NodeId node,
      HostPort address,
      BackendKey key,
      Ticker ticker) {
    this.connector = connector;
    this.loop = loop;
    this.node = node;
    this.address = address;
    this.key = key;
    this.ticker = ticker;
    this.mode = connector.tls().mode();
  }

  /** Completes on the event loop, with a {@link BackendException} if there is no connection. */
  CompletableFuture<Backend> begin() {
    long limit = connector.patience().toNanos();
    Future<?> timer = loop.schedule(this::giveUp, limit, TimeUnit.NANOSECONDS);
    attempt(mode.beginsEncrypted(), this::again);
    return result.whenComplete(
        (backend, failure) -> {
          timer.cancel(false);
          if (backend == null && current != null) {
            current.close();
          }
        });
  }

  private void giveUp() {
    result.completeExceptionally(
        new BackendException(
            node,
            SqlState.NOT_CONNECTED.code(),
            "the login took longer than connectionTimeout="
                + connector.patience().toMillis()
                + "ms"));
  }

  /** What is known of an attempt that has failed. */
  private record Failed(BackendException why, boolean wasEncrypted, boolean isUnknownThere) {}

  private void attempt(boolean encrypted, Consumer<Failed> failed) {
    CompletableFuture<Backend> login = new CompletableFuture<>();
    boolean[] unknown = new boolean[1];
    Encryption encryption =
        encrypted
            ? connector.encryption(
                address,
                mode.permitsClear() && mode.beginsEncrypted(),
                failure -> {
                  unknown[0] = failure.isUnknownThere();
                  login.completeExceptionally(
                      new BackendException(node, failure.sqlState(), failure.message()));
                })
            : null;
    Connecting connecting =
        connector.connect(
            loop,
            address,
            encryption,
            new BackendLogin(node, key, ticker, STATEMENTS, connector.tls().binding(), login),
            failure -> login.completeExceptionally(notConnected(failure)));
    current = connecting;
    login.whenComplete(
        (backend, failure) -> {
          if (backend != null) {
            if (!result.complete(backend)) {
              backend.close();
            }
            return;
          }
          connecting.close();
          boolean wasEncrypted = encryption != null && encryption.isEncrypted();
          failed.accept(
              new Failed(
                  (BackendException) BackendException.cause(failure), wasEncrypted, unknown[0]));
        });
  }

  private BackendException notConnected(String why) {
    return new BackendException(node, SqlState.NOT_CONNECTED.code(), why);
  }

  /** After the first attempt: with TLS if it was without, or the other way round, if allowed. */
  private void again(Failed first) {
    boolean byRules = first.why().isByAccessRules();
    boolean inClear =
        mode == SslMode.PREFER && (first.isUnknownThere() || (byRules && first.wasEncrypted()));
    boolean encrypted = mode == SslMode.ALLOW && byRules;
    if (result.isDone() || !(inClear || encrypted)) {
      result.completeExceptionally(first.why());
      return;
    }
    attempt(
        encrypted,
        second -> {
          if (first.isUnknownThere()) {
            result.completeExceptionally(second.why());
          } else {
            first.why().addSuppressed(second.why());
            result.completeExceptionally(first.why());
          }
        });
  }
}
