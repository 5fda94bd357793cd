package dev.lagrange.control.postgresql;

import dev.lagrange.routing.position.Lsn;
import org.jspecify.annotations.Nullable;

/**
 * Which of a primary's positions covers every commit it has acknowledged. The flushed position does
 * not cover commits made with {@code synchronous_commit=off}; the inserted one does, but on a
 * primary that idles it may stand beyond what is ever flushed (records that nobody waits for), so
 * that no standby reaches it. Hence the inserted position while it moves, and the flushed one once
 * it has stood still for longer than an asynchronous commit can stay unflushed.
 *
 * <p>Not thread-safe.
 */
final class AcknowledgedPosition {

  private final int walBlockSize;
  private final long walSegmentSize;
  private final long settledNanos;
  private @Nullable Lsn inserted;
  private long insertedAt;

  AcknowledgedPosition(int walBlockSize, long walSegmentSize, long settledNanos) {
    this.walBlockSize = walBlockSize;
    this.walSegmentSize = walSegmentSize;
    this.settledNanos = settledNanos;
  }

  /** The position that covers what was acknowledged before a question asked at {@code now}. */
  Lsn after(Lsn flushed, Lsn insertedNow, long now) {
    if (!insertedNow.equals(inserted)) {
      inserted = insertedNow;
      insertedAt = now;
    }
    if (now - insertedAt > settledNanos) {
      return flushed;
    }
    Lsn reachable = insertedNow.normalised(walBlockSize, walSegmentSize);
    return reachable.compareTo(flushed) > 0 ? reachable : flushed;
  }
}
