package dev.lagrange.verifier.fault;

import dev.lagrange.testbed.PostgresNode;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A fault on certain nodes. Used by one thread: {@link #begin} once, then {@link #goOn} now and
 * then, then {@link #heal} once, whatever the others threw. None blocks for longer than the limits
 * of the testbed and of {@link Superuser}.
 */
interface Fault {

  /** On which nodes; the same from the beginning to the end. */
  List<PostgresNode> nodes();

  /**
   * Inflicts it.
   *
   * @return what was done, as a sentence
   */
  String begin() throws Exception;

  /**
   * Does what has to be done while it lasts.
   *
   * @param since for how long it has lasted
   * @return what was done, as a sentence; null if nothing worth telling
   */
  default @Nullable String goOn(Duration since) throws Exception {
    return null;
  }

  /**
   * Ends it and undoes what it did.
   *
   * @return what was done, as a sentence; null if there was nothing to undo
   */
  @Nullable String heal() throws Exception;
}
