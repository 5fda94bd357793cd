package dev.lagrange.verifier.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Aligned columns: some first ones to the left, the others to the right. Not thread-safe. */
public final class TextTable {

  private static final String GAP = "   ";

  private final int left;
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * A table without rows.
   *
   * @param left how many of the first columns stand to the left
   */
  public TextTable(int left, String... header) {
    this.left = left;
    rows.add(List.of(header));
  }

  /**
   * Adds a row.
   *
   * @throws IllegalArgumentException if it has not as many cells as the header
   */
  public void row(List<String> cells) {
    if (cells.size() != rows.get(0).size()) {
      throw new IllegalArgumentException(
          "A row of %d columns, not %d: %s".formatted(rows.get(0).size(), cells.size(), cells));
    }
    rows.add(List.copyOf(cells));
  }

  void row(String... cells) {
    row(List.of(cells));
  }

  boolean isEmpty() {
    return rows.size() == 1;
  }

  /** The lines, each indented by two spaces, a rule below the header. */
  @Override
  public String toString() {
    List<Integer> widths = widths();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < rows.size(); i++) {
      append(text, rows.get(i), widths);
      if (i == 0) {
        append(text, widths.stream().map("-"::repeat).toList(), widths);
      }
    }
    return text.toString();
  }

  private List<Integer> widths() {
    List<Integer> widths = new ArrayList<>(Collections.nCopies(rows.get(0).size(), 0));
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        widths.set(i, Math.max(widths.get(i), row.get(i).length()));
      }
    }
    return widths;
  }

  private void append(StringBuilder text, List<String> row, List<Integer> widths) {
    StringBuilder line = new StringBuilder(" ");
    for (int i = 0; i < row.size(); i++) {
      String cell = row.get(i);
      String padding = " ".repeat(widths.get(i) - cell.length());
      line.append(i == 0 ? " " : GAP).append(i < left ? cell + padding : padding + cell);
    }
    text.append(line.toString().stripTrailing()).append(System.lineSeparator());
  }
}
