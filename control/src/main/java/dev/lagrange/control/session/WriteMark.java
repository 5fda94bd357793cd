package dev.lagrange.control.session;

import dev.lagrange.routing.cluster.ServerRun;
import dev.lagrange.routing.position.Position;
import org.jspecify.annotations.Nullable;

/**
 * The acknowledgement of a write whose position is not known yet. Any position of the same run of
 * the primary that was asked for later covers it.
 *
 * @param at when it was acknowledged, in nanoseconds of the ticker
 * @param run the server that acknowledged it; null if it cannot be told apart
 * @param asynchronous whether the server may lose it in a crash although it acknowledged it
 * @param known the newest position known when it was acknowledged, for its timeline; null if none
 */
public record WriteMark(
    long at, @Nullable ServerRun run, boolean asynchronous, @Nullable Position known) {

  /**
   * One mark for this write and another. What covers the later covers both; but of two servers, the
   * one that acknowledged first decides what may have been lost.
   */
  WriteMark and(WriteMark other) {
    long latest = at - other.at > 0 ? at : other.at;
    return new WriteMark(latest, run, asynchronous || other.asynchronous, known);
  }
}
