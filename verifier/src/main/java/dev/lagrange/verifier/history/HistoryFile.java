package dev.lagrange.verifier.history;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A history read from its file. Immutable.
 *
 * @param header what was run
 * @param history what happened
 * @param faults what was done to the cluster, in order; none if nobody noted it
 * @param torn whether the last line was cut off, as by the end of the process that wrote it, and is
 *     left out
 */
public record HistoryFile(Header header, History history, List<FaultSpan> faults, boolean torn) {

  private static final int BUFFER_BYTES = 1 << 16;

  /** Copies the faults. */
  public HistoryFile {
    faults = List.copyOf(faults);
  }

  /**
   * Reads a file that {@link HistoryWriter} or another tool wrote.
   *
   * @throws IOException if it cannot be read, or a line but a torn last one is malformed: with the
   *     number of the line and what is wrong with it
   */
  public static HistoryFile read(Path file) throws IOException {
    Map<Long, Operation> operations = new HashMap<>();
    List<FaultSpan> faults = new ArrayList<>();
    LineReader reader = new LineReader();
    Header header = null;
    boolean torn = false;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES)) {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (long number = 1; !torn; number++) {
        line.reset();
        boolean whole = next(in, line);
        if (!whole && line.size() == 0) {
          break;
        }
        try {
          if (header == null) {
            header = reader.header(line.toByteArray());
          } else {
            Draft draft = reader.draft(line.toByteArray());
            if (draft.isFault()) {
              faults.add(draft.faultSpan());
            } else {
              Operation operation = draft.operation();
              operations.put(operation.id(), operation);
            }
          }
        } catch (IOException | IllegalArgumentException e) {
          if (whole || header == null) {
            throw new IOException(
                "%s, line %d: %s".formatted(file, number, firstLine(e.getMessage())), e);
          }
          torn = true;
        }
      }
    }
    if (header == null) {
      throw new IOException(file + " is empty: a history begins with a header");
    }
    return new HistoryFile(header, History.of(new ArrayList<>(operations.values())), faults, torn);
  }

  /** Reads up to the end of the line; false if the file ends before. */
  private static boolean next(InputStream in, ByteArrayOutputStream line) throws IOException {
    for (int read = in.read(); read >= 0; read = in.read()) {
      if (read == '\n') {
        return true;
      }
      line.write(read);
    }
    return false;
  }

  /** Without the position within the line that the parser appends. */
  private static String firstLine(String message) {
    return String.valueOf(message).lines().findFirst().orElse("");
  }
}
