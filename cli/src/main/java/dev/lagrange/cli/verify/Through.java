package dev.lagrange.cli.verify;

/** What the sessions of a cluster of its own go through. */
enum Through {
  /** The driver, in this process. */
  DRIVER,
  /** A proxy, in this process, and pgjdbc before it. */
  PROXY
}
