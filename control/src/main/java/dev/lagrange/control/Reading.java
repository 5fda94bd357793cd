package dev.lagrange.control;

import dev.lagrange.routing.cluster.Role;
import dev.lagrange.routing.position.Lsn;
import dev.lagrange.routing.position.Position;
import dev.lagrange.routing.position.PostgresPosition;
import org.jspecify.annotations.Nullable;

/**
 * What one probe of a node read.
 *
 * @param role what the node is
 * @param position what it shows: replayed on a replica; on a primary, a position that covers every
 *     write acknowledged before the probe was sent; null if it cannot say
 * @param logged how far its durable log reaches: received on a replica, flushed on a primary; null
 *     if it cannot say
 * @param fork where its timeline left its parent's, if it was seen to be promoted
 * @param receiving whether it is a replica that follows its upstream right now, so that the
 *     timeline of its positions is that of the newest record it has
 * @param hidden the transactions of a primary that may have been logged, and so be shown by its
 *     replicas, but are not shown there: those under way
 * @param acknowledgement how a primary says that it acknowledges commits; null if it does not say
 */
public record Reading(
    Role role,
    @Nullable Position position,
    @Nullable Position logged,
    @Nullable Fork fork,
    boolean receiving,
    UnderWay hidden,
    @Nullable Acknowledgement acknowledgement) {

  /** Of a primary. */
  public static Reading ofPrimary(
      @Nullable Position position,
      @Nullable Position logged,
      @Nullable Fork fork,
      UnderWay hidden,
      @Nullable Acknowledgement acknowledgement) {
    return new Reading(Role.PRIMARY, position, logged, fork, false, hidden, acknowledgement);
  }

  /** Of a replica. */
  public static Reading ofReplica(
      @Nullable Position position, @Nullable Position logged, boolean receiving) {
    return new Reading(Role.REPLICA, position, logged, null, receiving, UnderWay.NONE, null);
  }

  /** Whether its durable log reaches a position on the same timeline. For a replica. */
  public boolean holds(PostgresPosition wanted) {
    return isAtLeast(logged, wanted) || isAtLeast(position, wanted);
  }

  private static boolean isAtLeast(@Nullable Position reached, PostgresPosition wanted) {
    return reached instanceof PostgresPosition there
        && there.timeline() == wanted.timeline()
        && there.lsn().compareTo(wanted.lsn()) >= 0;
  }

  /**
   * The most that a read before this reading may have shown. A replica shows a commit before its
   * replayed position moves, but only one record is in that state, and it was received before: so
   * the bound is {@code R ≤ L ? L : min(R, L + 1)}, with L replayed and R received, in that order.
   */
  public @Nullable Position shownAtMost() {
    if (role == Role.PRIMARY || !(position instanceof PostgresPosition shown)) {
      return position;
    }
    Lsn replayed = shown.lsn();
    Lsn next = replayed.next();
    if (!(logged instanceof PostgresPosition received)) {
      return PostgresPosition.of(shown.timeline(), next);
    }
    if (received.lsn().compareTo(replayed) <= 0) {
      return shown;
    }
    Lsn bound = received.lsn().compareTo(next) < 0 ? received.lsn() : next;
    return PostgresPosition.of(shown.timeline(), bound);
  }

  /**
   * The same for whoever asks what others hold of it: all it has received, since another standby
   * may hold a part only of the record that is being replayed.
   */
  public @Nullable Position shownAtMostInFull() {
    Position shown = shownAtMost();
    return shown instanceof PostgresPosition
            && logged instanceof PostgresPosition received
            && !isAtLeast(position, received)
        ? received
        : shown;
  }

  /**
   * A timeline's birth: {@code child} left {@code parent} at {@code switchPoint}.
   *
   * @param parent 0 if the connection that asks came too late to know
   */
  public record Fork(int child, int parent, Lsn switchPoint) {}
}
