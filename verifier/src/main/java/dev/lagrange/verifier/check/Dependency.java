package dev.lagrange.verifier.check;

/**
 * One transaction depends on another (Adya, Liskov and O'Neil, ICDE 2000).
 *
 * @param to the number of the transaction that comes after
 * @param element what the one or the other appended or, for READ_WRITE, what was not yet there
 */
record Dependency(int from, int to, Kind kind, String key, long element) {

  /** Why the one comes after the other. */
  enum Kind {
    /** Its element follows the other's. */
    WRITE_WRITE,
    /** It read the other's element. */
    WRITE_READ,
    /** The other read the list when its element was not there. */
    READ_WRITE
  }

  boolean isOfWrites() {
    return kind == Kind.WRITE_WRITE;
  }

  /** Whether the one missed the other, and did not follow it. */
  boolean isAnti() {
    return kind == Kind.READ_WRITE;
  }

  /** The sentence about it, where transactions are named by what they are. */
  String sentence(String first, String second) {
    return switch (kind) {
      case WRITE_WRITE -> second + " appended " + element + " to " + key + " after " + first;
      case WRITE_READ ->
          second + " read " + element + " in " + key + ", which " + first + " appended";
      case READ_WRITE ->
          first + " read " + key + " without " + element + ", which " + second + " appended";
    };
  }
}
