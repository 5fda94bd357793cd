package dev.lagrange.proxy.backend;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Whoever is asked for a name says nothing until it is told to. */
final class SlowNames implements HostNames.Lookup, AutoCloseable {

  /** A name that there is not. */
  static final String NOBODY = "nobody.example";

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Queue<String> asked = new ConcurrentLinkedQueue<>();
  private final CountDownLatch answers = new CountDownLatch(1);

  HostNames names() {
    return new HostNames(threads, this);
  }

  @Override
  public InetAddress address(String host) throws UnknownHostException {
    asked.add(host);
    try {
      answers.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    if (host.equals(NOBODY)) {
      throw new UnknownHostException(host);
    }
    return InetAddress.getLoopbackAddress();
  }

  /** From now on answers come. */
  void answer() {
    answers.countDown();
  }

  /** What was asked so far. */
  Queue<String> asked() {
    return asked;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
