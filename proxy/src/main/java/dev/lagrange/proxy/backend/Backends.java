package dev.lagrange.proxy.backend;

import dev.lagrange.control.Ticker;
import dev.lagrange.control.cluster.NodeConnections;
import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.option.HostPort;
import dev.lagrange.routing.option.OptionTable;
import dev.lagrange.routing.option.Options;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The server connections of a proxy: for each event loop and node a pool, so that a client and the
 * connections that serve it share a thread. Thread-safe, but for {@link #acquire} and {@link
 * #release}, which belong to the loop they are given.
 */
public final class Backends implements NodeConnections {

  /** Prepared statements that are kept on each connection. */
  private static final int STATEMENTS = 200;

  private final Members members;
  private final Ticker ticker;
  private final List<EventLoop> loops;
  private final Class<? extends Channel> channelType;
  private final int mostOfLoop;
  private final Duration patience;
  private final Map<NodeId, AtomicInteger> outstanding = new ConcurrentHashMap<>();
  private final Map<EventLoop, Map<NodeId, NodePool>> pools = new HashMap<>();

  /** None yet. */
  public Backends(
      Members members,
      Options options,
      Ticker ticker,
      List<EventLoop> loops,
      Class<? extends Channel> channelType) {
    this.members = members;
    this.ticker = ticker;
    this.loops = loops;
    this.channelType = channelType;
    this.mostOfLoop = Math.max(1, options.get(OptionTable.MAX_POOL_SIZE) / loops.size());
    this.patience = options.get(OptionTable.CONNECTION_TIMEOUT);
    loops.forEach(loop -> pools.put(loop, new HashMap<>()));
  }

  private AtomicInteger counter(NodeId node) {
    return outstanding.computeIfAbsent(node, unused -> new AtomicInteger());
  }

  private Map<NodeId, NodePool> of(EventLoop loop) {
    Map<NodeId, NodePool> found = pools.get(loop);
    if (found == null) {
      throw new IllegalArgumentException("not one of the proxy's event loops: " + loop);
    }
    return found;
  }

  /**
   * A connection to a node, on the caller's event loop. Does not block; completes there with a
   * {@link BackendException} if none is to be had.
   */
  public CompletableFuture<Backend> acquire(EventLoop loop, NodeId node, BackendKey key) {
    return of(loop)
        .computeIfAbsent(
            node,
            made ->
                new NodePool(
                    node,
                    loop,
                    (at, with, onLost) -> open(loop, at, with, onLost),
                    mostOfLoop,
                    patience,
                    counter(node)))
        .acquire(key);
  }

  /** Gives a connection back; what is not as new any more is closed. */
  public void release(EventLoop loop, Backend backend) {
    NodePool pool = of(loop).get(backend.node());
    if (pool == null) {
      backend.close(); // its node has left
    } else {
      pool.release(backend);
    }
  }

  private CompletableFuture<Backend> open(
      EventLoop loop, NodeId node, BackendKey key, Runnable onLost) {
    HostPort address = members.address(node);
    if (address == null) {
      return CompletableFuture.failedFuture(BackendException.left(node));
    }
    CompletableFuture<Backend> result = new CompletableFuture<>();
    BackendLogin login = new BackendLogin(node, key, ticker, STATEMENTS, result);
    connect(
        loop,
        address,
        channel -> channel.pipeline().addLast(login),
        failure -> result.completeExceptionally(new BackendException(node, "08001", failure)));
    Future<?> limit =
        loop.schedule(
            () ->
                result.completeExceptionally(
                    new BackendException(
                        node,
                        "08001",
                        "the login took longer than connectionTimeout="
                            + patience.toMillis()
                            + "ms")),
            patience.toNanos(),
            TimeUnit.NANOSECONDS);
    return result.whenComplete(
        (backend, failure) -> {
          limit.cancel(false);
          if (backend != null) {
            backend.onLost(onLost);
          }
        });
  }

  private void connect(
      EventLoop loop, HostPort address, Consumer<Channel> prepare, Consumer<String> failed) {
    InetSocketAddress server = new InetSocketAddress(address.host(), address.port());
    ChannelFuture registered =
        new Bootstrap()
            .group(loop)
            .channel(channelType)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.SO_KEEPALIVE, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) patience.toMillis())
            .option(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(32 << 10, 128 << 10))
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    prepare.accept(channel);
                  }
                })
            .register();
    // At once, not in a task of its own: epoll says of a socket that does not connect yet that the
    // other side has hung up, and a loop that has much to do may ask it in between.
    registered
        .channel()
        .connect(server)
        .addListener(
            connected -> {
              if (!connected.isSuccess()) {
                failed.accept(String.valueOf(connected.cause()));
              }
            });
  }

  /** Asks the server to cancel what a connection runs now, if anything. On the loop of it. */
  public void cancel(EventLoop loop, Backend backend) {
    HostPort address = members.address(backend.node());
    if (address == null) {
      return;
    }
    backend.cancelBegins();
    connect(
        loop,
        address,
        channel -> channel.pipeline().addLast(new CancelRequest(backend)),
        failure -> backend.cancelEnded());
  }

  @Override
  public int outstanding(NodeId node) {
    AtomicInteger known = outstanding.get(node);
    return known == null ? 0 : known.get();
  }

  @Override
  public void abort(NodeId node) {
    for (EventLoop loop : loops) {
      loop.execute(
          () -> {
            NodePool pool = of(loop).get(node);
            if (pool != null) {
              pool.abort();
            }
          });
    }
  }

  @Override
  public void drain(NodeId node) {
    for (EventLoop loop : loops) {
      loop.execute(
          () -> {
            NodePool pool = of(loop).remove(node);
            if (pool != null) {
              pool.drain();
            }
          });
    }
  }

  @Override
  public void close() {
    for (EventLoop loop : loops) {
      loop.execute(() -> of(loop).values().forEach(NodePool::abort));
    }
  }
}
