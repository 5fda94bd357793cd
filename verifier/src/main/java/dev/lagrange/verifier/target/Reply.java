package dev.lagrange.verifier.target;

import dev.lagrange.verifier.history.Access;
import dev.lagrange.verifier.history.Outcome;
import dev.lagrange.verifier.history.Place;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an operation ended. Immutable.
 *
 * @param startedAt before anything was sent, in nanoseconds of {@link System#nanoTime}, which on
 *     Linux is one clock for all processes
 * @param endedAt after the answer had come, of the same clock
 * @param outcome what is known of its end
 * @param accesses what it did and saw; empty unless the outcome is known
 * @param place where it ran; null unless the outcome is known
 * @param token the session token afterwards; null if none is carried
 * @param sessionEnded whether the session cannot go on as the one it was: it was told that writes
 *     may be lost, or has lost its token or its connection
 * @param error what the client was told; null if the outcome is known
 */
public record Reply(
    long startedAt,
    long endedAt,
    Outcome outcome,
    List<Access> accesses,
    @Nullable Place place,
    @Nullable String token,
    boolean sessionEnded,
    @Nullable String error) {

  /** Copies the accesses. */
  public Reply {
    accesses = List.copyOf(accesses);
  }

  Reply withToken(@Nullable String carried) {
    return new Reply(startedAt, endedAt, outcome, accesses, place, carried, sessionEnded, error);
  }

  /** The same, of a session that cannot go on as the one it was. */
  public Reply endingSession() {
    return new Reply(startedAt, endedAt, outcome, accesses, place, token, true, error);
  }

  Reply inDoubt(String told) {
    return new Reply(
        startedAt, endedAt, Outcome.UNKNOWN, List.of(), place, token, sessionEnded, told);
  }
}
