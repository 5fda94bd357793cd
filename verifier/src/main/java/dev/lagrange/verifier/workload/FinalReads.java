package dev.lagrange.verifier.workload;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.verifier.history.Outcome;
import dev.lagrange.verifier.target.Client;
import dev.lagrange.verifier.target.Reply;
import dev.lagrange.verifier.target.Target;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads everything once more when all is over, from the primary, as a session of its own: what was
 * acknowledged must be there. Each read locks its row, so that whoever routes sends it to the
 * primary.
 */
public final class FinalReads {

  private static final long BACK_OFF_NANOS = Duration.ofMillis(100).toNanos();

  private boolean complete = true;

  private FinalReads() {}

  /**
   * Reads all keys, again and again those that fail.
   *
   * @param patience how long in all
   * @return whether all could be read
   */
  public static boolean of(
      Workloads workloads, Target target, Recorder recorder, Duration patience) {
    FinalReads reads = new FinalReads();
    long deadline = System.nanoTime() + patience.toNanos();
    Session session = new Session(recorder, Consistency.STRONG, new Random(0));
    try (Client client = new Client(target)) {
      workloads.readAll(session, (task, token) -> reads.insist(client, task, deadline));
    }
    return reads.complete;
  }

  private Reply insist(Client client, Task task, long deadline) {
    while (true) {
      Reply reply = client.perform(task.mode(), task.writes(), null, task.work());
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
}
