package dev.lagrange.control.patroni;

import dev.lagrange.control.Topology;
import dev.lagrange.control.TopologySource;
import dev.lagrange.routing.option.RestAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Patroni which members a cluster has: every two seconds one server, the one that answered
 * last; all of them at once if that does not answer, if it knows less than is known already, or
 * while there is no primary. That nobody answers is told of once, and nothing changes by it.
 *
 * <p>Thread-safe. One daemon thread; {@link #close} ends it.
 */
public final class PatroniWatch implements TopologySource {

  private static final Logger log = LoggerFactory.getLogger(PatroniWatch.class);

  private static final long PERIOD_NANOS = Duration.ofSeconds(2).toNanos();

  /** While there is no primary; a promotion takes longer than that. */
  private static final long PRESSING_NANOS = Duration.ofMillis(200).toNanos();

  /** After so long without a primary, there is no more hurry. */
  private static final int PRESSING_ROUNDS = 300;

  private final List<URI> servers;
  private final PatroniRest rest;
  private final long timeoutNanos;
  private final Thread thread;
  private final AtomicLong failedRounds = new AtomicLong();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition wanted = lock.newCondition();
  private boolean asked; // guarded by the lock, as are the next two
  private int pressing;
  private boolean closed;

  private Function<Topology, Verdict> user = topology -> Verdict.TAKEN;
  private @Nullable URI preferred; // used by one thread at a time, as is the next
  private boolean failing;

  private record Answer(URI server, @Nullable Topology topology, @Nullable Throwable failure) {}

  /**
   * One that has asked nobody yet.
   *
   * @param servers Patroni's REST servers, at least one
   * @param timeout how long each may take to answer
   */
  public PatroniWatch(List<RestAddress> servers, Duration timeout) {
    this.servers = servers.stream().map(server -> URI.create(server.toString())).toList();
    this.rest = new PatroniRest(timeout);
    this.timeoutNanos = timeout.toNanos();
    this.thread = new Thread(this::run, "lagrange-patroni");
    this.thread.setDaemon(true);
  }

  /** How many times nobody gave an answer that was any use. */
  public long failedRounds() {
    return failedRounds.get();
  }

  @Override
  public void start(Function<Topology, Verdict> consumer) {
    this.user = consumer;
    attempt(true);
    thread.start();
  }

  @Override
  public void askSoon() {
    lock.lock();
    try {
      asked = true;
      pressing = PRESSING_ROUNDS;
      wanted.signal();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    while (awaitDemandOrTime()) {
      attempt(isPressing());
    }
    rest.close();
  }

  private void attempt(boolean urgent) {
    try {
      round(urgent);
    } catch (RuntimeException e) {
      // An answer that makes no sense is no answer, and must not end the watch.
      failed(List.of(e.toString()));
    }
  }

  private boolean isPressing() {
    lock.lock();
    try {
      return pressing > 0;
    } finally {
      lock.unlock();
    }
  }

  private void round(boolean urgent) {
    URI first = preferred;
    List<String> failures = new ArrayList<>();
    if (!urgent && first != null && askOneOf(List.of(first), failures)) {
      return;
    }
    if (!askOneOf(servers, failures)) {
      failed(failures);
    }
  }

  /**
   * Whether one of them gave an answer that was taken: the first that does, of all asked at once.
   */
  @SuppressWarnings("FutureReturnValueIgnored") // the answers are taken from the queue
  private boolean askOneOf(List<URI> asked, List<String> failures) {
    LinkedBlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    List<CompletableFuture<Topology>> requests = new ArrayList<>();
    for (URI server : asked) {
      CompletableFuture<Topology> request = rest.ask(server);
      requests.add(request);
      request.whenComplete((said, why) -> answers.add(new Answer(server, said, why)));
    }
    long deadline = System.nanoTime() + timeoutNanos;
    try {
      for (int missing = asked.size(); missing > 0; missing--) {
        Answer answer = answers.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (answer == null) {
          failures.add(missing + " of " + asked + " do not answer in time");
          return false;
        }
        if (isTaken(answer, failures)) {
          return true;
        }
      }
      return false;
    } catch (InterruptedException e) {
      // close() interrupts: there is nobody left to tell
      Thread.currentThread().interrupt();
      return true;
    } finally {
      requests.forEach(request -> request.cancel(true));
    }
  }

  private boolean isTaken(Answer answer, List<String> failures) {
    if (answer.topology() == null) {
      failures.add(answer.server() + ": " + cause(answer.failure()));
      return false;
    }
    Verdict verdict = user.apply(answer.topology());
    if (verdict == Verdict.OUTDATED) {
      failures.add(answer.server() + ": it has not heard of the present primary");
      return false;
    }
    preferred = answer.server();
    if (failing) {
      log.info("patroni={} answers again", answer.server());
    }
    failing = false;
    settle(verdict);
    return true;
  }

  private static String cause(@Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return String.valueOf(cause);
  }

  private void settle(Verdict verdict) {
    lock.lock();
    try {
      pressing = verdict == Verdict.PRESSING ? Math.max(0, pressing - 1) : 0;
    } finally {
      lock.unlock();
    }
  }

  private void failed(List<String> failures) {
    failedRounds.incrementAndGet();
    preferred = null;
    lock.lock();
    try {
      pressing = Math.max(0, pressing - 1);
      if (!failing && !closed) {
        log.warn("Patroni gives no answer of use; what it said last stands: {}", failures);
      }
    } finally {
      lock.unlock();
    }
    failing = true;
  }

  /** Whether to ask again: false once closed. */
  private boolean awaitDemandOrTime() {
    lock.lock();
    try {
      long remaining = pressing > 0 ? PRESSING_NANOS : PERIOD_NANOS;
      while (!closed && !asked && remaining > 0) {
        remaining = wanted.awaitNanos(remaining);
      }
      asked = false;
      return !closed;
    } catch (InterruptedException e) {
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      wanted.signal();
    } finally {
      lock.unlock();
    }
    thread.interrupt();
  }
}
