package dev.lagrange.verifier.report.plot;

import java.util.List;

/**
 * Distributions below each other, over one axis of time: a dot at the median, a thick bar to the
 * 95th percentile, a thin one to the 99th, and a tick at the maximum. Immutable.
 *
 * @param description what is to be seen, for those who cannot see it
 * @param axis the axis
 * @param rows the distributions
 */
public record RangePlot(String description, Axis axis, List<Row> rows) {

  private static final double WIDTH = 440;
  private static final double LEFT = 22;
  private static final double RIGHT = WIDTH - 24;
  private static final double ROW = 36;

  /**
   * A distribution.
   *
   * @param colour the number of its colour
   * @param name what it is of
   * @param note its main figures, in words
   */
  public record Row(
      int colour, String name, String note, double p50, double p95, double p99, double max) {}

  /** Copies the rows. */
  public RangePlot {
    rows = List.copyOf(rows);
  }

  /** Draws it. */
  public void draw(Markup markup) {
    double bottom = 8 + rows.size() * ROW;
    Canvas canvas = new Canvas(markup, WIDTH, bottom + 36, description);
    Scale across = axis.scale().between(LEFT, RIGHT);
    axis.drawBelow(canvas, across, 8, bottom);
    for (int i = 0; i < rows.size(); i++) {
      row(canvas, rows.get(i), 8 + i * ROW, across);
    }
    canvas.end();
  }

  private static void row(Canvas canvas, Row row, double top, Scale across) {
    String colour = " s" + row.colour() % Palette.COLOURS;
    double y = top + 25;
    double half = across.at(row.p50());
    double most = across.at(row.p95());
    double nearlyAll = across.at(row.p99());
    double all = across.at(row.max());
    canvas.text("label halo" + colour, "start", LEFT, top + 14, row.name());
    canvas.text("note halo", "end", RIGHT, top + 14, row.note());
    canvas.line("thin" + colour, half, y, all, y);
    canvas.box("fill" + colour, half, y - 1.5, Math.max(1, nearlyAll - half), 3, "");
    canvas.box("fill" + colour, half, y - 4, Math.max(1, most - half), 8, "");
    canvas.line("thin" + colour, all, y - 6, all, y + 6);
    canvas.dot("dot" + colour, half, y, 5, row.name() + ": " + row.note());
  }
}
