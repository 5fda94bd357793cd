package dev.lagrange.proxy.backend;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Finds the addresses of hosts, off the event loops: whoever is asked for a name may take seconds.
 * One question for each host is under way at a time, so that one that is not answered takes one
 * thread. What was found is remembered for as long as Java does. Thread-safe.
 */
public final class HostNames {

  /** Asks. */
  @FunctionalInterface
  public interface Lookup {
    /**
     * The address of a host. Blocks.
     *
     * @throws UnknownHostException if there is none
     */
    InetAddress address(String host) throws UnknownHostException;
  }

  private final Executor threads;
  private final Lookup lookup;
  private final Map<String, CompletableFuture<InetAddress>> underWay = new ConcurrentHashMap<>();

  /** As the machine does. */
  public HostNames(Executor threads) {
    this(threads, InetAddress::getByName);
  }

  /** In one's own way. */
  public HostNames(Executor threads, Lookup lookup) {
    this.threads = threads;
    this.lookup = lookup;
  }

  /**
   * The address of a host. Does not block. Is complete already if the host is an address, and else
   * completes on another thread; with an {@link UnknownHostException} if there is none.
   */
  CompletableFuture<InetAddress> find(String host) {
    if (NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host)) {
      return literal(host);
    }
    CompletableFuture<InetAddress> begun = new CompletableFuture<>();
    CompletableFuture<InetAddress> before = underWay.putIfAbsent(host, begun);
    if (before != null) {
      return before;
    }
    try {
      threads.execute(() -> look(host, begun));
    } catch (RejectedExecutionException e) { // the proxy is about to end
      underWay.remove(host);
      begun.completeExceptionally(e);
    }
    return begun;
  }

  /** Nobody has to be asked. */
  private static CompletableFuture<InetAddress> literal(String host) {
    try {
      return CompletableFuture.completedFuture(InetAddress.getByName(host));
    } catch (UnknownHostException e) { // of an interface that is not there
      return CompletableFuture.failedFuture(e);
    }
  }

  private void look(String host, CompletableFuture<InetAddress> result) {
    InetAddress address;
    try {
      address = lookup.address(host);
    } catch (UnknownHostException | RuntimeException | Error e) {
      underWay.remove(host); // before whoever waited may ask again
      result.completeExceptionally(e);
      return;
    }
    underWay.remove(host);
    result.complete(address);
  }
}
