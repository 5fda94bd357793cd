package dev.lagrange.routing.position;

/** GtidSet. */
public final class GtidSet implements Position {

  /** Reads the server's form. */
  public static GtidSet parse(String text) {
    throw new UnsupportedOperationException(text);
  }

  @Override
  public GtidSet join(Position other) {
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
