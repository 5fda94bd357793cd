package dev.lagrange.verifier.history;

import java.io.IOException;
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
    if (Files.isDirectory(file)) {
      throw new IOException(file + " is a folder: give the history.jsonl in it");
    }
    try (LineInput line = new LineInput(file)) {
      while (!torn && line.next()) {
        try {
          if (header == null) {
            header = reader.header(line);
          } else {
            Draft draft = reader.draft(line);
            if (draft.isFault()) {
              faults.add(draft.faultSpan());
            } else {
              add(draft.operation(), operations);
            }
          }
        } catch (IOException | RuntimeException e) {
          if (line.isWhole() || header == null) {
            throw malformed(file, line.number(), e);
          }
          torn = true;
        }
      }
    }
    if (header == null) {
      throw new IOException(
          file + " is empty: give the history.jsonl that 'lagrange verify --report' wrote");
    }
    return new HistoryFile(header, History.of(new ArrayList<>(operations.values())), faults, torn);
  }

  /** The second line of an operation takes the place of the first; there is no third. */
  private static void add(Operation operation, Map<Long, Operation> operations) {
    Operation first = operations.put(operation.id(), operation);
    if (first != null && first.outcome() != Outcome.UNKNOWN) {
      throw new IllegalArgumentException(
          "the operation %d has ended before: each has an 'id' of its own"
              .formatted(operation.id()));
    }
  }

  private static IOException malformed(Path file, long number, Exception e) {
    String what = firstLine(e.getMessage());
    String remedy =
        number == 1
            ? "; is it a history.jsonl that 'lagrange verify --report' wrote?"
            : "; remove the line, or have the run write its history again";
    return new IOException("%s, line %d: %s%s".formatted(file, number, what, remedy), e);
  }

  /** Without the position within the line that the parser appends. */
  private static String firstLine(String message) {
    return String.valueOf(message).lines().findFirst().orElse("");
  }
}
