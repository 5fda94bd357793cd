package dev.lagrange.verifier.history;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** A file's bytes, line by line. Not thread-safe. */
final class LineInput implements Closeable {

  private static final int LEAST_BYTES = 1 << 16;

  /** No operation is that long; what is must be another kind of file. */
  private static final int MOST_BYTES = 1 << 26;

  private final Path file;
  private final InputStream in;
  private byte[] buffer = new byte[LEAST_BYTES];
  private int filled;
  private int start;
  private int end;
  private int next;
  private long number;

  LineInput(Path file) throws IOException {
    this.file = file;
    this.in = Files.newInputStream(file);
  }

  /** Goes to the next line; false if there is none. */
  boolean next() throws IOException {
    start = next;
    for (int i = start; ; i++) {
      if (i == filled) {
        i -= start;
        if (!fill()) {
          end = filled;
          next = filled;
          number++;
          return end > start;
        }
      }
      if (buffer[i] == '\n') {
        end = i;
        next = i + 1;
        number++;
        return true;
      }
    }
  }

  /** Moves what is left to the front and reads more; false at the end of the file. */
  private boolean fill() throws IOException {
    int left = filled - start;
    if (left == MOST_BYTES) {
      throw new IOException(
          "%s, line %d: too long for an operation; is it a history.jsonl?"
              .formatted(file, number + 1));
    }
    byte[] target = left == buffer.length ? Arrays.copyOf(buffer, 2 * left) : buffer;
    System.arraycopy(buffer, start, target, 0, left);
    buffer = target;
    start = 0;
    int read = in.read(buffer, left, buffer.length - left);
    filled = left + Math.max(0, read);
    return read > 0;
  }

  /** The number of the line, from 1. */
  long number() {
    return number;
  }

  /** Whether the line has an end. */
  boolean isWhole() {
    return next > end;
  }

  /** Holds the line, from {@link #start} and for {@link #length}, until the next one is read. */
  byte[] bytes() {
    return buffer;
  }

  int start() {
    return start;
  }

  int length() {
    return end - start;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
