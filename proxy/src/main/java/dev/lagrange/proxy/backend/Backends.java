package dev.lagrange.proxy.backend;

import dev.lagrange.control.Ticker;
import dev.lagrange.control.cluster.NodeConnections;
import dev.lagrange.proxy.backend.tls.ServerTls;
import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.option.HostPort;
import dev.lagrange.routing.option.OptionTable;
import dev.lagrange.routing.option.Options;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The server connections of a proxy: for each event loop and node a pool, so that a client and the
 * connections that serve it share a thread. Thread-safe, but for {@link #acquire}, {@link #release}
 * and {@link #isLent}, which belong to that loop.
 */
public final class Backends implements NodeConnections {

  private final Members members;
  private final Ticker ticker;
  private final List<EventLoop> loops;
  private final Connector connector;
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
      Class<? extends Channel> channelType,
      ServerTls tls,
      HostNames names) {
    this.members = members;
    this.ticker = ticker;
    this.loops = loops;
    this.mostOfLoop = Math.max(1, options.get(OptionTable.MAX_POOL_SIZE) / loops.size());
    this.patience = options.get(OptionTable.CONNECTION_TIMEOUT);
    this.connector = new Connector(channelType, patience, tls, names);
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
    return pool(loop, node).acquire(key);
  }

  /**
   * A connection to a node for a purpose of the proxy's own, which counts as none of the pool's; it
   * is the caller's until it closes it, or the node is given up. As {@link #acquire}.
   */
  public CompletableFuture<Backend> aside(EventLoop loop, NodeId node, BackendKey key) {
    return pool(loop, node).aside(key);
  }

  private NodePool pool(EventLoop loop, NodeId node) {
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
                    counter(node)));
  }

  /** Gives a connection back; what is not as new any more is closed. */
  public void release(Backend backend) {
    Place place = backend.place();
    if (place == null || !place.isLent()) {
      backend.close(); // nobody would give it to anybody
    } else {
      place.pool().release(backend);
    }
  }

  /** Whether a connection is one that was acquired, of a node that has not left since. */
  public boolean isLent(Backend backend) {
    Place place = backend.place();
    return place != null && place.pool().isLent(backend);
  }

  private CompletableFuture<Backend> open(
      EventLoop loop, NodeId node, BackendKey key, Runnable onLost) {
    HostPort address = members.address(node);
    if (address == null) {
      return CompletableFuture.failedFuture(BackendException.left(node));
    }
    return new Opening(connector, loop, node, address, key, ticker)
        .begin()
        .whenComplete(
            (backend, failure) -> {
              if (backend != null) {
                backend.onLost(onLost);
              }
            });
  }

  /**
   * Asks the server to cancel what a connection runs now, if anything. On the loop of it.
   *
   * @param then run once the server has been asked, or cannot be
   */
  public void cancel(EventLoop loop, Backend backend, Runnable then) {
    HostPort named = members.address(backend.node());
    HostPort address = backend.server();
    if (named != null && address != null) {
      connector.cancel(loop, named, address, backend, then);
    } else {
      then.run();
    }
  }

  @Override
  public int outstanding(NodeId node) {
    AtomicInteger known = outstanding.get(node);
    return known == null ? 0 : known.get();
  }

  @Override
  public void abort(NodeId node) {
    onEach(
        pools -> {
          NodePool pool = pools.get(node);
          if (pool != null) {
            pool.abort();
          }
        });
  }

  @Override
  public void drain(NodeId node) {
    onEach(
        pools -> {
          NodePool pool = pools.remove(node);
          if (pool != null) {
            pool.drain();
          }
        });
  }

  @Override
  public void close() {
    onEach(pools -> pools.values().forEach(NodePool::abort));
  }

  private void onEach(Consumer<Map<NodeId, NodePool>> action) {
    for (EventLoop loop : loops) {
      OnLoop.soon(loop, () -> action.accept(of(loop)));
    }
  }
}
