package dev.lagrange.control;

import dev.lagrange.routing.cluster.NodeState;
import dev.lagrange.routing.cluster.ServerRun;
import dev.lagrange.routing.error.SqlState;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks nodes, all at once and again, until the answers of one round are enough. Thread-safe. */
final class Poll {

  private static final long PAUSE_NANOS = Duration.ofMillis(1).toNanos();

  /** Counts the answers of one round. Called by one thread at a time. */
  @FunctionalInterface
  interface Tally {

    /** Counts the answer of one server, which is counted once; true if there are enough. */
    boolean add(Observation answer);
  }

  private final ClusterMonitor monitor;
  private final Ticker ticker;

  Poll(ClusterMonitor monitor, Ticker ticker) {
    this.monitor = monitor;
    this.ticker = ticker;
  }

  /**
   * Whether the answers of some round were enough. Does not wait for those who do not answer if the
   * others will do.
   *
   * @param whom who is asked
   * @param tallies a new tally for each round
   * @param after all are asked after this time, in nanoseconds of the ticker
   * @param deadline when to give up
   */
  @SuppressWarnings("FutureReturnValueIgnored") // the round counts it, failed or not
  boolean isEnough(
      Predicate<NodeState> whom, Supplier<? extends Tally> tallies, long after, long deadline)
      throws SQLException {
    long since = after;
    while (true) {
      List<NodeState> asked = monitor.view().nodes().stream().filter(whom).toList();
      Round round = new Round(tallies.get(), asked.size());
      for (NodeState node : asked) {
        monitor.observationAfter(node.id(), since).whenComplete(round::count);
      }
      if (round.await(deadline - ticker.read())) {
        return true;
      }
      if (deadline - ticker.read() <= 0) {
        return false;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
      since = ticker.read();
    }
  }

  private static final class Round {

    private final Tally tally;
    private final Set<Instant> counted = new HashSet<>();
    private final CompletableFuture<Boolean> enough = new CompletableFuture<>();
    private int missing;

    Round(Tally tally, int asked) {
      this.tally = tally;
      this.missing = asked;
      if (asked == 0) {
        enough.complete(false);
      }
    }

    synchronized void count(@Nullable Observation answer, @Nullable Throwable failure) {
      missing--;
      if (answer != null && isNew(answer.stamp().run()) && tally.add(answer)) {
        enough.complete(true);
      } else if (missing == 0) {
        enough.complete(false);
      }
    }

    /** Two addresses may lead to one server; two servers do not start in one microsecond. */
    private boolean isNew(@Nullable ServerRun run) {
      return run != null && counted.add(run.startedAt());
    }

    boolean await(long nanos) throws SQLException {
      try {
        return enough.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
      } catch (TimeoutException | ExecutionException e) {
        return false;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new SQLException("interrupted while nodes were asked", SqlState.TIMED_OUT.code(), e);
      }
    }
  }
}
