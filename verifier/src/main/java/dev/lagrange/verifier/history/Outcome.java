package dev.lagrange.verifier.history;

/** What the client knows of an operation's end. */
public enum Outcome {
  /** It was acknowledged. */
  KNOWN,
  /** It failed, and nothing of it took place. */
  FAILED,
  /** Nobody told: it took place, or will, or will not. */
  UNKNOWN
}
