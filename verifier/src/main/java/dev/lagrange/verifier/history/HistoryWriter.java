package dev.lagrange.verifier.history;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes a history as it happens: JSON Lines, a header first, then a line for each operation when
 * it is over, and for each fault. An operation that changes something has a line when it begins,
 * too, which is handed to the system before the operation is: whatever becomes of this process, the
 * file knows of each write that may have taken place. Of two lines with one id the later counts.
 * Thread-safe.
 */
public final class HistoryWriter implements AutoCloseable {

  private static final int BUFFER_BYTES = 1 << 16;

  private final Path file;
  private final OutputStream out;

  /**
   * Replaces the file by one that has only the header.
   *
   * @throws IOException if it cannot be written
   */
  public HistoryWriter(Path file, Header header) throws IOException {
    this.file = file;
    this.out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES);
    append(Lines.header(header), true);
  }

  /**
   * Notes that an operation is about to be sent. Returns when the system has the line.
   *
   * @throws IOException if it cannot be written
   */
  public void invoked(Operation operation) throws IOException {
    append(Lines.operation(operation), true);
  }

  /**
   * Notes how an operation ended; written when the buffer is full, or the next one begins.
   *
   * @throws IOException if it cannot be written
   */
  public void completed(Operation operation) throws IOException {
    append(Lines.operation(operation), false);
  }

  /**
   * Notes what was done to the cluster.
   *
   * @throws IOException if it cannot be written
   */
  public void done(FaultSpan fault) throws IOException {
    append(Lines.fault(fault), true);
  }

  private synchronized void append(byte[] line, boolean now) throws IOException {
    try {
      out.write(line);
      if (now) {
        out.flush();
      }
    } catch (IOException e) {
      throw new IOException("The history cannot be written to " + file + ": " + e.getMessage(), e);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    out.close();
  }
}
