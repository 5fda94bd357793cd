package dev.lagrange.proxy.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Objects;

/** A table of RFC 3454: a set of code points. Immutable. */
final class Stringprep {

  private static final String RESOURCE = "stringprep.txt";

  /** C.1.2. */
  static final Stringprep SPACE = new Stringprep("space");

  /** B.1. */
  static final Stringprep NOTHING = new Stringprep("nothing");

  /** A.1, of Unicode 3.2. */
  static final Stringprep UNASSIGNED = new Stringprep("unassigned");

  /** C.2 to C.9. */
  static final Stringprep PROHIBITED = new Stringprep("prohibited");

  /** D.1. */
  static final Stringprep RIGHT_TO_LEFT = new Stringprep("right-to-left");

  /** D.2. */
  static final Stringprep LEFT_TO_RIGHT = new Stringprep("left-to-right");

  private final BitSet codePoints = new BitSet();

  private Stringprep(String name) {
    lines(name + " ").forEach(this::add);
  }

  boolean contains(int codePoint) {
    return codePoints.get(codePoint);
  }

  private static Iterable<String> lines(String prefix) {
    try (InputStream stream = Stringprep.class.getResourceAsStream(RESOURCE)) {
      byte[] bytes = Objects.requireNonNull(stream, RESOURCE).readAllBytes();
      return new String(bytes, US_ASCII)
          .lines()
          .filter(line -> line.startsWith(prefix))
          .flatMap(line -> Arrays.stream(line.substring(prefix.length()).split(" ")))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + RESOURCE, e);
    }
  }

  private void add(String range) {
    int dash = range.indexOf('-');
    int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash), 16);
    int last = Integer.parseInt(range.substring(dash + 1), 16);
    codePoints.set(first, last + 1);
  }
}
