package dev.lagrange.routing.position;

/** MariaGtid. */
public final class MariaGtid implements Position {

  /** Reads the server's form. */
  public static MariaGtid parse(String text) {
    throw new UnsupportedOperationException(text);
  }

  @Override
  public MariaGtid join(Position other) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Coverage coveredBy(Position reached, TimelineHistory history) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String encode() {
    throw new UnsupportedOperationException();
  }
}
