package dev.lagrange.verifier.workload;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.verifier.history.Outcome;
import dev.lagrange.verifier.target.Client;
import dev.lagrange.verifier.target.Reply;
import dev.lagrange.verifier.target.Target;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads everything once more when all is over, from the primary, as a session of its own: what was
 * acknowledged must be there. Each read locks its row, so that whoever routes sends it to the
 * primary.
 */
public final class FinalReads {

  private static final long BACK_OFF_NANOS = Duration.ofMillis(100).toNanos();

  private final Hands.Hand hand;
  private final long deadline;
  private boolean complete = true;

  private FinalReads(Hands.Hand hand, Duration patience) {
    this.hand = hand;
    this.deadline = System.nanoTime() + patience.toNanos();
  }

  /**
   * Reads all keys, again and again those that fail. Once one has failed and the time is up, no
   * other is tried, since each may take as long as the target's timeouts let it.
   *
   * @param patience how long in all, and then what is being tried
   * @return whether all could be read
   */
  public static boolean of(
      Workloads workloads, Target target, Recorder recorder, Duration patience) {
    try (Client client = new Client(target)) {
      return of(
          workloads,
          (task, token) -> client.perform(task.mode(), task.writes(), token, task.work()),
          recorder,
          patience);
    }
  }

  static boolean of(Workloads workloads, Hands.Hand hand, Recorder recorder, Duration patience) {
    FinalReads reads = new FinalReads(hand, patience);
    Session session = new Session(recorder, Consistency.STRONG, new Random(0));
    workloads.readAll(session, (task, token) -> reads.insist(task));
    return reads.complete;
  }

  private Reply insist(Task task) {
    if (!complete) {
      return untried();
    }
    while (true) {
      Reply reply = hand.perform(task, null);
      if (reply.outcome() == Outcome.KNOWN) {
        return reply;
      }
      if (System.nanoTime() - deadline > 0) {
        complete = false;
        return reply;
      }
      LockSupport.parkNanos(BACK_OFF_NANOS);
    }
  }

  private static Reply untried() {
    long now = System.nanoTime();
    String error = "It was not tried: the time for the last reads was up";
    return new Reply(now, now, Outcome.FAILED, List.of(), null, null, false, error);
  }
}
