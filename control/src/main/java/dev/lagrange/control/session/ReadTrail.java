package dev.lagrange.control.session;

import org.jspecify.annotations.Nullable;

/** Where a session read last. Thread-safe: the last one to finish wins. */
public final class ReadTrail {

  private volatile @Nullable LastRead last;

  /** A trail that begins. */
  public ReadTrail() {}

  /** The last read; null before the first. */
  public @Nullable LastRead last() {
    return last;
  }

  /** Notes a read. */
  public void readFrom(LastRead read) {
    last = read;
  }
}
