package dev.lagrange.verifier.workload;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.verifier.history.Access;
import dev.lagrange.verifier.history.Operation;
import dev.lagrange.verifier.history.Outcome;
import dev.lagrange.verifier.target.Reply;
import java.util.List;
import java.util.Random;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A client's conversation: operations one after the other, each noted before it begins and after it
 * has ended. When it is told that it cannot go on as the one it was, another session of another
 * number takes its place. Confined to one thread.
 */
final class Session {

  private final Recorder recorder;
  private final Consistency level;
  private final Random random;
  private final boolean reader;
  private int number;
  private boolean trouble;
  private boolean hasPast;
  private @Nullable String token;

  Session(Recorder recorder, Consistency level, Random random) {
    this(recorder, level, random, false);
  }

  private Session(Recorder recorder, Consistency level, Random random, boolean reader) {
    this.recorder = recorder;
    this.level = level;
    this.random = random;
    this.reader = reader;
    this.number = recorder.nextSession();
  }

  /**
   * One that only reads: nothing of its own raises what its reads have to show, so that only what
   * the level says of others' writes, and what it has read before, does.
   */
  static Session ofReader(Recorder recorder, Consistency level, Random random) {
    return new Session(recorder, level, random, true);
  }

  Random random() {
    return random;
  }

  /** Whether something happens that does so many times in a hundred. */
  boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  /** Whether it writes now, as one does so many times in a hundred. */
  boolean writes(int percent) {
    return chance(percent) && !reader;
  }

  /** Whether the last operation met an error that is likely to meet the next one, too. */
  boolean isInTrouble() {
    return trouble;
  }

  /**
   * Has an operation done.
   *
   * @param tasks the operation with a given number, which is also good as a value that nobody else
   *     writes
   */
  Operation perform(Hands.Hand hand, LongFunction<Task> tasks) {
    long id = recorder.nextId();
    Task task = tasks.apply(id);
    String before = token;
    Operation begun =
        new Operation(
            id,
            number,
            task.model(),
            level,
            recorder.now(),
            Operation.NEVER,
            Outcome.UNKNOWN,
            task.intended(),
            null,
            before,
            null,
            null);
    recorder.begin(begun);
    Reply reply = hand.perform(task, before);
    if (reply.sessionEnded()) {
      renew();
    }
    token = reply.token();
    Operation ended = ended(begun, reply);
    recorder.end(ended);
    trouble = isTrouble(ended);
    hasPast |= ended.isKnown();
    return ended;
  }

  /** Goes on as another session, to which the token was handed, if there is one. */
  void handOver() {
    if (token != null) {
      renew();
    }
  }

  /** A session without a past is as good as another. */
  private void renew() {
    if (hasPast) {
      number = recorder.nextSession();
      hasPast = false;
    }
  }

  private static boolean isTrouble(Operation ended) {
    String error = ended.error();
    // not a conflict with another session (40), nor a cell that had another value (02)
    return error != null && !error.startsWith("40") && !error.startsWith("02");
  }

  private Operation ended(Operation begun, Reply reply) {
    Outcome outcome = reply.outcome();
    List<Access> accesses = outcome == Outcome.KNOWN ? reply.accesses() : begun.accesses();
    return new Operation(
        begun.id(),
        number,
        begun.model(),
        level,
        recorder.at(reply.startedAt()),
        outcome == Outcome.UNKNOWN ? Operation.NEVER : recorder.at(reply.endedAt()),
        outcome,
        accesses,
        reply.place(),
        begun.tokenBefore(),
        reply.token(),
        reply.error());
  }
}
