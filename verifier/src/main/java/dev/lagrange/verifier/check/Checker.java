package dev.lagrange.verifier.check;

/**
 * Looks for contradictions in a history. Stateless and deterministic; every operation that it holds
 * to a guarantee is counted, so that a guarantee that nothing was held to can be told from one that
 * was kept. Levels decide only which reads are compared with which (a read at {@code weak} neither
 * obeys nor raises the floor of its session): guarantees are judged whether promised or not.
 */
public interface Checker {

  /** Judges what it knows how to judge, and leaves the rest of the history alone. */
  void check(Accesses accesses, Findings findings);
}
