package dev.lagrange.control;

import java.util.concurrent.CompletableFuture;

/**
 * The one primitive behind session tokens, read index and staleness bounds: the primary's position,
 * asked for after a given moment. It covers every write acknowledged before that moment.
 */
@FunctionalInterface
public interface PositionSource {

  /**
   * The first sample of the primary requested after a time. Coalesced: at most one question is
   * under way per process, whoever asks. Does not block; fails with an {@link
   * java.sql.SQLException} if the primary cannot be asked.
   *
   * @param time nanoseconds of the ticker
   */
  CompletableFuture<Observation> sampleAfter(long time);
}
