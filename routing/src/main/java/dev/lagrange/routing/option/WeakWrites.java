package dev.lagrange.routing.option;

/** How writes whose declared level is weak are acknowledged. */
public enum WeakWrites {
  /** As all others: by the server's own setting. */
  SYNC,
  /** Before they are durable: a crash of the primary may lose the last of them. */
  ASYNC,
  /** Before they are sent, where nobody needs their result; otherwise as with {@link #ASYNC}. */
  FIRE_AND_FORGET
}
