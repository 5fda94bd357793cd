package dev.lagrange.control;

import java.util.function.Function;

/** Where it is learned which nodes a cluster has, besides those of its URL. Thread-safe. */
public interface TopologySource extends AutoCloseable {

  /** The URL says it all. */
  TopologySource NONE =
      new TopologySource() {
        @Override
        public void start(Function<Topology, Verdict> user) {}

        @Override
        public void askSoon() {}

        @Override
        public void close() {}
      };

  /** What became of an answer. */
  enum Verdict {
    /** It is older than what is known: somebody else may know more. */
    OUTDATED,
    /** It was taken, but no primary is known: more is wanted soon. */
    PRESSING,
    /** It was taken. */
    TAKEN
  }

  /**
   * Asks once, and from then on in the background. Blocks for the first answer, within a limit.
   *
   * @param user given each answer, one at a time
   */
  void start(Function<Topology, Verdict> user);

  /** Asks at once, and again soon until an answer is {@link Verdict#TAKEN}. Does not block. */
  void askSoon();

  /** Asks no more. Does not block. */
  @Override
  void close();
}
