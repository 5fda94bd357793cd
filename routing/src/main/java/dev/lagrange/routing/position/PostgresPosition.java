package dev.lagrange.routing.position;

/** A PostgreSQL position: timeline to LSN; one entry, but after a failover two. */
public final class PostgresPosition implements Position {

  /** The position {@code lsn} on one timeline (positive). */
  public static PostgresPosition of(int timeline, Lsn lsn) {
    throw new UnsupportedOperationException(timeline + " " + lsn);
  }

  @Override
  public PostgresPosition join(Position other) {
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
