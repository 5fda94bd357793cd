package dev.lagrange.verifier.fault;

import dev.lagrange.routing.spelling.Durations;
import dev.lagrange.testbed.Link;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A fault to come. Immutable.
 *
 * @param at when it begins, from the start of the run
 * @param kind what goes wrong
 * @param rank where
 * @param length how long it lasts until it is healed; zero if it happens at once and nothing has to
 *     be healed
 * @param amount how much: the delay, the time until somebody takes over, how old a state; zero if
 *     the kind has no such thing
 * @param direction in which direction a link is cut; null for both, and for what is no cut link
 */
public record FaultEvent(
    Duration at,
    FaultKind kind,
    Rank rank,
    Duration length,
    Duration amount,
    @Nullable Direction direction) {

  /** A way through a link that is cut. */
  public enum Direction {
    /** What a client asks its server, or a replica tells its primary. */
    TO_SERVER(Link.Direction.TO_SERVER),
    /** What a server answers, or a primary sends its replica. */
    TO_CLIENT(Link.Direction.TO_CLIENT);

    private final Link.Direction ofLink;

    Direction(Link.Direction ofLink) {
      this.ofLink = ofLink;
    }

    Link.Direction ofLink() {
      return ofLink;
    }
  }

  /** When it is to be healed. */
  public Duration until() {
    return at.plus(length);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(Durations.print(at)).append(' ').append(rank).append(": ").append(kind.title());
    if (!amount.isZero()) {
      text.append(" (").append(Durations.print(amount)).append(')');
    }
    if (direction != null) {
      text.append(direction == Direction.TO_SERVER ? ", requests only" : ", answers only");
    }
    if (!length.isZero()) {
      text.append(", for ").append(Durations.print(length));
    }
    return text.toString();
  }
}
