package dev.lagrange.verifier.workload;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.verifier.target.Address;
import dev.lagrange.verifier.target.Client;
import dev.lagrange.verifier.target.Target;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The sessions that run at once, at one level, each on a thread of its own. They survive every
 * error of the database. Thread-safe.
 */
public final class Crowd implements AutoCloseable {

  private static final int LEAST_BACK_OFF_NANOS = 20_000_000;
  private static final int MOST_BACK_OFF_NANOS = 80_000_000;

  /** Every so many sessions, one only reads. */
  private static final int READERS = 4;

  private static final long SEED_STEP = 0x9E3779B97F4A7C15L;

  private final Workloads workloads;
  private final Target target;
  private final Recorder recorder;
  private final Consistency level;
  private final long mostThinkingNanos;
  private final @Nullable OtherJvm other;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
  private volatile boolean over;

  /**
   * Sessions that have not begun yet, and the second process if a workload needs one. Blocks until
   * that is connected.
   *
   * @param target where to connect; stays the caller's to close
   * @param address where that is
   * @param thinking how long at most they wait between two turns
   * @throws IOException if the second process cannot be had
   */
  public Crowd(
      Workloads workloads, Target target, Address address, Recorder recorder, Duration thinking)
      throws IOException {
    this.workloads = workloads;
    this.target = target;
    this.recorder = recorder;
    this.level = address.level();
    this.mostThinkingNanos = thinking.toNanos();
    this.other = workloads.handsOver() ? OtherJvm.start(address, target::toldOfLoss) : null;
  }

  /** Starts so many sessions, whose choices are drawn from a seed. */
  public void start(int sessions, long seed) {
    for (int i = 1; i <= sessions; i++) {
      Random random = new Random(seed + i * SEED_STEP);
      Session session =
          i % READERS == 0
              ? Session.ofReader(recorder, level, random)
              : new Session(recorder, level, random);
      Thread thread = new Thread(() -> run(session), "verify-session-" + i);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  private void run(Session session) {
    Random random = session.random();
    try (Client client = new Client(target)) {
      Hands.Hand own =
          (task, token) -> client.perform(task.mode(), task.writes(), token, task.work());
      Hands hands = new Hands(own, other);
      while (!over) {
        workloads.draw(random).turn(session, hands);
        LockSupport.parkNanos(
            session.isInTrouble()
                ? random.nextInt(LEAST_BACK_OFF_NANOS, MOST_BACK_OFF_NANOS)
                : random.nextLong(mostThinkingNanos + 1));
      }
    } catch (RuntimeException e) {
      failure.compareAndSet(null, e);
    }
  }

  /**
   * What stopped a session, such as a full disk; null if nothing did. No error of the database
   * does.
   */
  public @Nullable RuntimeException failure() {
    return failure.get();
  }

  /** Has each session end after what it is at. */
  public void stop() {
    over = true;
  }

  /**
   * Waits until all sessions that were stopped have ended, but no longer than this. What a session
   * that has not ended still learns is not part of the history.
   */
  public void await(Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    for (Thread thread : threads) {
      thread.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
    }
  }

  /** Ends the second process. */
  @Override
  public void close() {
    if (other != null) {
      other.close();
    }
  }
}
