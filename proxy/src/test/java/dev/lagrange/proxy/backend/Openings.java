package dev.lagrange.proxy.backend;

import dev.lagrange.control.Ticker;
import dev.lagrange.control.Vendors;
import dev.lagrange.proxy.auth.Credential;
import dev.lagrange.proxy.backend.tls.ServerTls;
import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.option.HostPort;
import dev.lagrange.routing.option.Options;
import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Opens server connections as a proxy with such options does. */
public final class Openings implements AutoCloseable {

  static final NodeId NODE = new NodeId("node");

  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final EventLoop loop = loops.next();

  public EventLoop loop() {
    return loop;
  }

  /** What connects with the properties of a URL, such as {@code sslmode=require&ssl=true}. */
  public static Connector connector(String properties, Duration patience) throws SQLException {
    return connector(properties, patience, new HostNames(Runnable::run));
  }

  /** The same with another way to look up names. */
  static Connector connector(String properties, Duration patience, HostNames names)
      throws SQLException {
    Options options =
        Vendors.onClassPath()
            .options(Vendors.parse("jdbc:lagrange:postgresql://h/d?" + properties), Map.of());
    return new Connector(NioSocketChannel.class, patience, ServerTls.of(options), names);
  }

  /** A connection, or why there is none. */
  public Backend open(Connector connector, HostPort server, String user)
      throws BackendException, InterruptedException {
    BackendKey key =
        new BackendKey(
            Map.of("user", user, "database", PostgresCluster.DATABASE),
            Credential.ofPassword(PostgresCluster.APP_PASSWORD));
    CompletableFuture<Backend> opened = new CompletableFuture<>();
    loop.execute(
        () ->
            new Opening(connector, loop, NODE, server, key, Ticker.system())
                .begin()
                .whenComplete(
                    (backend, failure) -> {
                      if (backend != null) {
                        opened.complete(backend);
                      } else {
                        opened.completeExceptionally(BackendException.cause(failure));
                      }
                    }));
    try {
      return opened.get(Await.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof BackendException refused) {
        throw refused;
      }
      throw new IllegalStateException(e);
    } catch (TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
