package dev.lagrange.verifier.history;

import dev.lagrange.routing.consistency.Consistency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One operation of a session, as its client saw it: a statement, or a transaction. Immutable.
 *
 * @param id its number, the only one of its history
 * @param session the session, whose operations follow each other; the same in all processes
 * @param model what its keys are
 * @param level what its reads were promised
 * @param invokedAt before it was sent, in nanoseconds of the history's clock
 * @param completedAt after its answer had come; {@link #NEVER} if the outcome is unknown
 * @param outcome what the client knows of its end
 * @param accesses what it did, in order; of an operation that is not {@link Outcome#KNOWN}, what it
 *     was to do, without what only the answer tells
 * @param place where it ran; null if nobody knows
 * @param tokenBefore the session token it was given; null if none was carried
 * @param tokenAfter the session token afterwards; null if none was taken
 * @param error what the client was told if the outcome is not known; null otherwise
 */
public record Operation(
    long id,
    int session,
    Model model,
    Consistency level,
    long invokedAt,
    long completedAt,
    Outcome outcome,
    List<Access> accesses,
    @Nullable Place place,
    @Nullable String tokenBefore,
    @Nullable String tokenAfter,
    @Nullable String error) {

  /** The completion of what may still take place. */
  public static final long NEVER = Long.MAX_VALUE;

  /** The key that every write of {@link Model#SNAPSHOT} writes. */
  public static final String LOG = "log";

  /** Copies the accesses. */
  public Operation {
    accesses = List.copyOf(accesses);
  }

  /** Whether it was acknowledged. */
  public boolean isKnown() {
    return outcome == Outcome.KNOWN;
  }

  /** Whether it changes nothing. */
  public boolean isReadOnly() {
    for (Access access : accesses) {
      if (!access.isRead()) {
        return false;
      }
    }
    return true;
  }
}
