package dev.lagrange.control;

/** A source of nanoseconds elapsed since some fixed point in time; it never goes back. */
@FunctionalInterface
public interface Ticker {

  /** The number of nanoseconds since the ticker's fixed point. */
  long read();

  /** {@link System#nanoTime}. */
  static Ticker system() {
    return System::nanoTime;
  }
}
