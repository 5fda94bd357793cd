package dev.lagrange.control;

import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.option.HostPort;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The watches of a cluster's nodes, which come and go: a map that is replaced as a whole, so that
 * whoever looks a node up takes no lock. Thread-safe.
 */
final class Watches implements AutoCloseable {

  private record Watched(HostPort address, NodeWatch watch) {}

  private final BiFunction<NodeId, HostPort, NodeWatch> maker;
  private volatile Map<NodeId, Watched> all = Map.of();
  private boolean started; // guarded by this
  private boolean closed; // guarded by this

  Watches(BiFunction<NodeId, HostPort, NodeWatch> maker) {
    this.maker = maker;
  }

  static NodeId idOf(HostPort address) {
    return new NodeId(address.toString());
  }

  /** Watches one more node; from the start on, if there was none yet. */
  synchronized void add(HostPort address) {
    NodeId node = idOf(address);
    if (closed || all.containsKey(node)) {
      return;
    }
    NodeWatch watch = maker.apply(node, address);
    Map<NodeId, Watched> more = new LinkedHashMap<>(all);
    more.put(node, new Watched(address, watch));
    all = Collections.unmodifiableMap(more);
    if (started) {
      watch.start();
    }
  }

  /** Ends the watch of a node. */
  synchronized void remove(NodeId node) {
    Map<NodeId, Watched> fewer = new LinkedHashMap<>(all);
    Watched gone = fewer.remove(node);
    all = Collections.unmodifiableMap(fewer);
    if (gone != null) {
      gone.watch().close();
    }
  }

  synchronized void start() {
    started = true;
    all.values().forEach(watched -> watched.watch().start());
  }

  /** The nodes, in the order in which they came. */
  Iterable<NodeId> nodes() {
    return all.keySet();
  }

  /** The watch of a node; null if it is not watched. */
  @Nullable NodeWatch find(NodeId node) {
    Watched watched = all.get(node);
    return watched == null ? null : watched.watch();
  }

  /** Where a node is; null if it is not watched. */
  @Nullable HostPort address(NodeId node) {
    Watched watched = all.get(node);
    return watched == null ? null : watched.address();
  }

  @Override
  public synchronized void close() {
    closed = true;
    all.values().forEach(watched -> watched.watch().close());
  }

  @Override
  public String toString() {
    return all.keySet().toString();
  }
}
