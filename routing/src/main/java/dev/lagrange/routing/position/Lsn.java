package dev.lagrange.routing.position;

/** A log sequence number: a byte position in PostgreSQL's write-ahead log, unsigned 64 bits. */
public record Lsn(long value) implements Comparable<Lsn> {

  /** Reads the server's form, {@code 16/B374D848}. */
  public static Lsn parse(String text) {
    throw new UnsupportedOperationException(text);
  }

  @Override
  public int compareTo(Lsn other) {
    return Long.compareUnsigned(value, other.value);
  }
}
