package dev.lagrange.control.session;

import dev.lagrange.routing.cluster.ServerRun;
import dev.lagrange.routing.position.Position;
import org.jspecify.annotations.Nullable;

/**
 * The acknowledgement of a write whose position is not known yet, or which a crash may still take.
 * Any position of the same run of the primary that was asked for later covers it.
 *
 * @param since when the first write it stands for was acknowledged, in nanoseconds of the ticker
 * @param at when the last was
 * @param run the server that acknowledged it; null if it cannot be told apart
 * @param asynchronous whether the server may lose it in a crash although it acknowledged it
 * @param known the newest position known when it was acknowledged, for its timeline; null if none
 * @param covering a position that covers it, but that the primary had not written to its disk; null
 *     if none is known yet
 */
public record WriteMark(
    long since,
    long at,
    @Nullable ServerRun run,
    boolean asynchronous,
    @Nullable Position known,
    @Nullable Position covering) {

  /** Of one write. */
  public WriteMark(
      long at, @Nullable ServerRun run, boolean asynchronous, @Nullable Position known) {
    this(at, at, run, asynchronous, known, null);
  }

  /**
   * One mark for this write and another. What covers the later covers both; but of two servers, the
   * one that acknowledged first decides what may have been lost.
   */
  WriteMark and(WriteMark other) {
    long first = since - other.since < 0 ? since : other.since;
    long latest = at - other.at > 0 ? at : other.at;
    return new WriteMark(first, latest, run, asynchronous || other.asynchronous, known, null);
  }

  /** The same mark once a position covers it. */
  WriteMark coveredBy(Position position) {
    return new WriteMark(since, at, run, asynchronous, known, position);
  }
}
