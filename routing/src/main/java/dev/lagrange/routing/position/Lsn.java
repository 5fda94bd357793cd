package dev.lagrange.routing.position;

import dev.lagrange.routing.spelling.Quote;
import java.util.HexFormat;
import java.util.Locale;

/**
 * A log sequence number: a byte position in PostgreSQL's write-ahead log, unsigned 64 bits.
 * Immutable.
 *
 * @param value the position in bytes, to be read as unsigned
 */
public record Lsn(long value) implements Comparable<Lsn> {

  /** The server's "invalid" LSN, before all others. */
  public static final Lsn ZERO = new Lsn(0);

  /** After all others. */
  public static final Lsn MAX = new Lsn(-1L);

  /** Size of the header of a WAL page (PostgreSQL: {@code SizeOfXLogShortPHD}). */
  private static final int PAGE_HEADER = 24;

  /** Size of the header of a segment's first page (PostgreSQL: {@code SizeOfXLogLongPHD}). */
  private static final int SEGMENT_HEADER = 40;

  /**
   * Reads the server's form, {@code 16/B374D848}: two hexadecimal numbers of one to eight digits,
   * in either case, padded or not.
   *
   * @throws IllegalArgumentException if the text is anything else
   */
  public static Lsn parse(String text) {
    int slash = text.indexOf('/');
    if (!isHalf(text, 0, slash) || !isHalf(text, slash + 1, text.length())) {
      throw new IllegalArgumentException(
          Quote.of(text)
              + " is not an LSN: expected two hexadecimal numbers of at most eight digits,"
              + " as in '16/B374D848'");
    }
    long high = HexFormat.fromHexDigitsToLong(text, 0, slash);
    long low = HexFormat.fromHexDigitsToLong(text, slash + 1, text.length());
    return new Lsn(high << 32 | low);
  }

  private static boolean isHalf(String text, int from, int to) {
    if (to - from < 1 || to - from > 8) {
      return false;
    }
    return text.chars().skip(from).limit(to - from).allMatch(HexFormat::isHexDigit);
  }

  /** The later of the two. */
  public Lsn max(Lsn other) {
    return compareTo(other) >= 0 ? this : other;
  }

  /** The earlier of the two. */
  public Lsn min(Lsn other) {
    return compareTo(other) <= 0 ? this : other;
  }

  /** How many bytes this is after the other; negative if before it. */
  public long bytesAfter(Lsn other) {
    return value - other.value;
  }

  /**
   * The LSN one byte on: the end of no record, so a node that covers it has applied the record
   * after this one. {@link #MAX} stays where it is, as wrapping to zero would turn it into what
   * every node covers.
   */
  public Lsn next() {
    return value == -1L ? this : new Lsn(value + 1);
  }

  /**
   * This LSN as the end of a record. {@code pg_current_wal_insert_lsn()} tells where the next
   * record will start; if the last one ended at a page boundary that is just past the header of a
   * page not yet written, where no replica arrives until something else is. In that case the
   * boundary, otherwise this.
   *
   * @param walBlockSize the server's {@code wal_block_size} in bytes, a power of two
   * @param walSegmentSize the server's {@code wal_segment_size} in bytes, a power of two
   */
  public Lsn normalised(int walBlockSize, long walSegmentSize) {
    requirePowerOfTwo("wal_block_size", walBlockSize);
    requirePowerOfTwo("wal_segment_size", walSegmentSize);
    if ((value & (walSegmentSize - 1)) == SEGMENT_HEADER) {
      return new Lsn(value - SEGMENT_HEADER);
    }
    if ((value & (walBlockSize - 1)) == PAGE_HEADER) {
      return new Lsn(value - PAGE_HEADER);
    }
    return this;
  }

  private static void requirePowerOfTwo(String name, long size) {
    if (size <= SEGMENT_HEADER || Long.bitCount(size) != 1) {
      throw new IllegalArgumentException(
          name + " is " + size + " bytes; PostgreSQL has powers of two from 1024 only");
    }
  }

  @Override
  public int compareTo(Lsn other) {
    return Long.compareUnsigned(value, other.value);
  }

  /** The server's form: upper case, without padding, such as {@code 16/B374D848}. */
  @Override
  public String toString() {
    String high = Long.toHexString(value >>> 32);
    String low = Long.toHexString(value & 0xFFFF_FFFFL);
    return (high + '/' + low).toUpperCase(Locale.ROOT);
  }
}
