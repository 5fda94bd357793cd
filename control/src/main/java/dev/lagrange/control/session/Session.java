package dev.lagrange.control.session;

import dev.lagrange.routing.cluster.ServerRun;
import dev.lagrange.routing.position.Position;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What one session has written and seen: a position that only grows, and the mark of a write that
 * no position covers yet, or that the primary may lose in a crash. Thread-safe.
 */
public final class Session {

  private final AtomicReference<@Nullable Position> position;
  private final AtomicReference<@Nullable WriteMark> unsampled = new AtomicReference<>();
  private final Set<Unsent> unsent = ConcurrentHashMap.newKeySet();
  private volatile @Nullable ServerRun verified;

  /** A session that has seen everything up to a position; null if it has seen nothing. */
  public Session(@Nullable Position seen) {
    this.position = new AtomicReference<>(seen);
  }

  /** Notes a write that was just acknowledged; what is open about an earlier one stays open. */
  public void wrote(WriteMark mark) {
    unsampled.accumulateAndGet(mark, (old, now) -> old != null && now != null ? old.and(now) : now);
  }

  /**
   * The newest write that no position covers yet, or none that is durable; null if there is none.
   */
  public @Nullable WriteMark unsampled() {
    return unsampled.get();
  }

  /** Some of its writes wait to be sent. */
  public void queued(Unsent writes) {
    unsent.add(writes);
  }

  /** They were all answered. */
  public void answered(Unsent writes) {
    unsent.remove(writes);
  }

  /** Where writes of this session wait to be sent, now. */
  public Set<Unsent> unsent() {
    return unsent;
  }

  /** What the session has seen, unsampled writes apart; null if nothing. */
  public @Nullable Position position() {
    return position.get();
  }

  /** Adds what the session has seen. */
  public void join(Position seen) {
    position.updateAndGet(old -> old == null ? seen : old.join(seen));
  }

  /** Notes that a position, asked for after the mark, covers it. */
  public void sampled(WriteMark mark, Position covering) {
    join(covering);
    unsampled.compareAndSet(mark, null);
  }

  /** Notes that a position covers the mark, which the primary may lose in a crash. */
  void sampledUnflushed(WriteMark mark, Position covering) {
    join(covering);
    unsampled.compareAndSet(mark, mark.coveredBy(covering));
  }

  /** Gives up to learn a mark's position; true to exactly one caller, who has to say so. */
  public boolean abandon(WriteMark mark) {
    return unsampled.compareAndSet(mark, null);
  }

  /** Takes back what was lost with a history; true to exactly one caller, who has to say so. */
  public boolean cap(Position lost, @Nullable Position kept) {
    return position.compareAndSet(lost, kept);
  }

  /** Whether the position is known to be part of what this run of the primary continues. */
  public boolean isVerifiedFor(@Nullable ServerRun run) {
    return run != null && run.equals(verified);
  }

  /** Notes that it is. */
  public void verifiedFor(@Nullable ServerRun run) {
    verified = run;
  }
}
