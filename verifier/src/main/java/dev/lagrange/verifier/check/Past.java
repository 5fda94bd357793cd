package dev.lagrange.verifier.check;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What came before in one session: for each key, the newest state that it wrote, that it read, and
 * that it read at {@code weak}. Not thread-safe.
 */
final class Past {

  private final Clock clock;
  private final @Nullable Step[] writes;
  private final @Nullable Step[] reads;
  private final @Nullable Step[] weakReads;

  Past(int sessions, int keys) {
    clock = new Clock(sessions);
    writes = new Step[keys];
    reads = new Step[keys];
    weakReads = new Step[keys];
  }

  @Nullable Step write(int key) {
    return writes[key];
  }

  @Nullable Step read(int key) {
    return reads[key];
  }

  /** The newest state read at any level. */
  @Nullable Step readAtAnyLevel(int key) {
    return newer(reads[key], weakReads[key]);
  }

  /** A copy of how far this reaches. */
  Clock clock() {
    return clock.copy();
  }

  /** Takes in the next operation of a session. */
  void include(int session, List<Step> steps) {
    clock.advance(session);
    for (Step step : steps) {
      @Nullable Step[] newest = step.isRead() ? (step.isWeak() ? weakReads : reads) : writes;
      newest[step.key()] = newer(newest[step.key()], step);
    }
  }

  /** Takes in all that is in another past; {@code done} has what each session completed. */
  void include(Clock other, List<List<List<Step>>> done) {
    for (int session = 0; session < clock.sessions(); session++) {
      while (clock.of(session) < other.of(session)) {
        include(session, done.get(session).get(clock.of(session)));
      }
    }
  }

  private static @Nullable Step newer(@Nullable Step known, @Nullable Step other) {
    if (known == null || other == null) {
      return known == null ? other : known;
    }
    return Objects.requireNonNull(other).earliest() > known.earliest() ? other : known;
  }
}
