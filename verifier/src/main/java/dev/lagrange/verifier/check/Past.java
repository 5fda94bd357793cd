package dev.lagrange.verifier.check;

import java.util.List;

/**
 * What came before in one session: for each key, the newest state that it wrote, that it read, and
 * that it read at {@code weak}. Not thread-safe.
 */
final class Past {

  private static final int KINDS = 3;

  private final Clock clock;
  private final Newest newest;
  private final List<Step> all;

  /** Nothing. The list has all accesses that have ended so far. */
  Past(int sessions, int keys, List<Step> all) {
    this.clock = new Clock(sessions);
    this.newest = new Newest(KINDS * keys);
    this.all = all;
  }

  /** The slot of an access, by its key and what it did there. */
  static int slot(Step step) {
    return !step.isRead()
        ? written(step.key())
        : step.isWeak() ? readAtWeak(step.key()) : read(step.key());
  }

  /** The slot of what was written to a key. */
  static int written(int key) {
    return KINDS * key;
  }

  /** The slot of what was read from a key, but at weak. */
  static int read(int key) {
    return KINDS * key + 1;
  }

  private static int readAtWeak(int key) {
    return KINDS * key + 2;
  }

  /** The slot of what was read from a key at any level: where the newer state is. */
  int readAtAnyLevel(int key) {
    return state(readAtWeak(key)) > state(read(key)) ? readAtWeak(key) : read(key);
  }

  /** The newest state in a slot; {@link Newest#NOTHING} if there is none. */
  long state(int slot) {
    return newest.state(slot);
  }

  /** Who made or saw the newest state in a slot, of those in which there is one. */
  Step step(int slot) {
    return all.get(newest.step(slot));
  }

  /** A copy of how far this reaches. */
  Clock clock() {
    return clock.copy();
  }

  /** Makes a clock reach at least as far as this. */
  void addTo(Clock other) {
    other.join(clock);
  }

  /** Takes in all that is in another past; {@code deeds} has what each session completed. */
  void include(Clock other, Deeds[] deeds) {
    for (int session = clock.behind(other, 0);
        session < deeds.length;
        session = clock.behind(other, session + 1)) {
      include(session, other.of(session), deeds[session]);
    }
  }

  /** Takes in the first operations of one session. */
  void include(int session, int operations, Deeds deeds) {
    int known = clock.of(session);
    if (known < operations) {
      deeds.raise(known, operations, newest);
      clock.raise(session, operations);
    }
  }
}
