package dev.lagrange.proxy.client;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.lagrange.control.cluster.Cluster;
import dev.lagrange.proxy.backend.Backend;
import dev.lagrange.proxy.backend.BackendException;
import dev.lagrange.proxy.backend.BackendKey;
import dev.lagrange.proxy.backend.Backends;
import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.cluster.NodeState;
import dev.lagrange.routing.error.SqlState;
import io.netty.channel.EventLoop;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What servers tell a client of their settings when it has logged in, by what it gave at its start;
 * remembered, so that a client is greeted although no server answers. Thread-safe.
 */
public final class Greetings {

  private static final int MOST_REMEMBERED = 1000;

  private final Cluster cluster;
  private final Backends backends;
  private final Cache<BackendKey, Map<String, String>> known =
      Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).executor(Runnable::run).build();

  /** Those of one cluster. */
  public Greetings(Cluster cluster, Backends backends) {
    this.cluster = cluster;
    this.backends = backends;
  }

  /**
   * The settings to tell of. Completes on the event loop, with a {@link BackendException} if no
   * server lets the client in.
   */
  CompletableFuture<Map<String, String>> of(EventLoop loop, BackendKey key) {
    Map<String, String> before = known.getIfPresent(key);
    if (before != null) {
      return CompletableFuture.completedFuture(before);
    }
    Deque<NodeId> nodes = new ArrayDeque<>();
    NodeState primary = cluster.monitor().view().primary();
    if (primary != null) {
      nodes.add(primary.id());
    }
    cluster.monitor().view().replicas().forEach(replica -> nodes.add(replica.id()));
    CompletableFuture<Map<String, String>> result = new CompletableFuture<>();
    ask(loop, key, nodes, result, null);
    return result;
  }

  private void ask(
      EventLoop loop,
      BackendKey key,
      Deque<NodeId> nodes,
      CompletableFuture<Map<String, String>> result,
      @Nullable Throwable last) {
    NodeId node = nodes.poll();
    if (node == null) {
      result.completeExceptionally(
          last != null
              ? last
              : new SQLException(
                  "No server of the cluster answers; try again", SqlState.NOT_CONNECTED.code()));
      return;
    }
    backends
        .acquire(loop, node, key)
        .whenComplete(
            (backend, failure) -> {
              if (backend != null) {
                result.complete(learn(key, backend));
                backends.release(backend);
                return;
              }
              if (failure instanceof BackendException refused && refused.isRefusal()) {
                result.completeExceptionally(refused);
              } else {
                ask(loop, key, nodes, result, failure);
              }
            });
  }

  private Map<String, String> learn(BackendKey key, Backend backend) {
    Map<String, String> told = new TreeMap<>(backend.parameters());
    // whichever server answered: the client is connected to the cluster, where it may write
    told.replace("in_hot_standby", "off");
    Map<String, String> kept = Map.copyOf(told);
    known.put(key, kept);
    return kept;
  }
}
