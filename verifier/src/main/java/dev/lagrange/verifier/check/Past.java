package dev.lagrange.verifier.check;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came before in one session: for each key, the newest state that it wrote, that it read, and
 * that it read at {@code weak}. Not thread-safe.
 */
final class Past {

  private final Clock clock;
  private final Newest writes;
  private final Newest reads;
  private final Newest weakReads;

  Past(int sessions, int keys) {
    clock = new Clock(sessions);
    writes = new Newest(keys);
    reads = new Newest(keys);
    weakReads = new Newest(keys);
  }

  @Nullable Step write(int key) {
    return writes.of(key);
  }

  @Nullable Step read(int key) {
    return reads.of(key);
  }

  /** The newest state read at any level. */
  @Nullable Step readAtAnyLevel(int key) {
    Step read = reads.of(key);
    Step weak = weakReads.of(key);
    return read == null || (weak != null && weak.earliest() > read.earliest()) ? weak : read;
  }

  /** A copy of how far this reaches. */
  Clock clock() {
    return clock.copy();
  }

  /** Takes in all that is in another past; {@code deeds} has what each session completed. */
  void include(Clock other, List<Deeds> deeds) {
    for (int session = 0; session < clock.sessions(); session++) {
      include(session, other.of(session), deeds.get(session));
    }
  }

  /** Takes in the first operations of one session. */
  void include(int session, int operations, Deeds deeds) {
    int known = clock.of(session);
    if (known < operations) {
      deeds.raise(known, operations, writes, reads, weakReads);
      clock.raise(session, operations);
    }
  }
}
