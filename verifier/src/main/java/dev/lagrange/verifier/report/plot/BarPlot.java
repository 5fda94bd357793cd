package dev.lagrange.verifier.report.plot;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Stacked bars over time, and below them what was going on meanwhile. Immutable.
 *
 * @param description what is to be seen, for those who cannot see it
 * @param time the axis below
 * @param y the axis to the left
 * @param parts the names of the parts of a bar from the bottom, each also the class of its look
 * @param bars the bars
 * @param bands what was going on
 */
public record BarPlot(
    String description, Axis time, Axis y, List<Part> parts, List<Bar> bars, List<Band> bands) {

  private static final double LEFT = 50;
  private static final double TOP = 42;
  private static final double BOTTOM = 190;
  private static final double BAND = 30;
  private static final int MOST_BANDS = 8;

  /** A part of each bar: its name, and the class that gives it its look. */
  public record Part(String name, String look) {}

  /**
   * A bar.
   *
   * @param heights of its parts
   * @param tip what it stands for, in words
   */
  public record Bar(double from, double to, List<Double> heights, String tip) {
    /** Copies the heights. */
    public Bar {
      heights = List.copyOf(heights);
    }
  }

  /** Copies the lists. */
  public BarPlot {
    parts = List.copyOf(parts);
    bars = List.copyOf(bars);
    bands = List.copyOf(bands);
  }

  /** Draws it, so many units wide. */
  public void draw(Markup markup, double width) {
    Map<String, List<Band>> rows = rows();
    double bandsTop = BOTTOM + 40;
    Canvas canvas = new Canvas(markup, width, bandsTop + rows.size() * BAND, description);
    Scale across = time.scale().between(LEFT, width - 14);
    Scale up = y.scale().between(BOTTOM, TOP);
    legend(canvas);
    shade(canvas, across);
    time.drawBelow(canvas, across, TOP, BOTTOM);
    y.drawLeft(canvas, up, LEFT, across.to());
    bars.forEach(bar -> bar(canvas, bar, across, up));
    int row = 0;
    for (Map.Entry<String, List<Band>> entry : rows.entrySet()) {
      band(canvas, entry, across, bandsTop + row++ * BAND);
    }
    canvas.end();
  }

  /** The bands of one name are a row; the last row may be all that are too many. */
  private Map<String, List<Band>> rows() {
    Map<String, List<Band>> rows = new LinkedHashMap<>();
    for (Band band : bands) {
      String name =
          rows.containsKey(band.name()) || rows.size() < MOST_BANDS - 1 ? band.name() : "others";
      rows.computeIfAbsent(name, key -> new ArrayList<>()).add(band);
    }
    return rows;
  }

  private void legend(Canvas canvas) {
    double x = LEFT;
    for (Part part : parts) {
      canvas.box(part.look(), x, 2, 10, 10, "");
      canvas.text("label", "start", x + 15, 11, part.name());
      x += 15 + Canvas.widthOf(part.name()) + 16;
    }
  }

  private void shade(Canvas canvas, Scale across) {
    for (Band band : bands) {
      double x = across.at(band.from());
      canvas.box("band", x, TOP, Math.max(1, across.at(band.to()) - x), BOTTOM - TOP, band.name());
    }
  }

  private void bar(Canvas canvas, Bar bar, Scale across, Scale up) {
    double x = across.at(bar.from());
    double width = Math.max(0.5, across.at(bar.to()) - x - 1);
    double top = BOTTOM;
    for (int i = 0; i < parts.size(); i++) {
      if (bar.heights().get(i) > 0) {
        // what is rare among many must still be seen
        double height = Math.max(2, BOTTOM - up.at(bar.heights().get(i)));
        top -= height;
        canvas.box(parts.get(i).look(), x, top, width, height, bar.tip());
      }
    }
  }

  private static void band(
      Canvas canvas, Map.Entry<String, List<Band>> row, Scale across, double top) {
    canvas.text("note", "start", LEFT, top + 10, Canvas.fitting(row.getKey(), across.to() - LEFT));
    canvas.line("grid", LEFT, top + 19, across.to(), top + 19);
    for (Band band : row.getValue()) {
      double x = across.at(band.from());
      canvas.box("fault", x, top + 15, Math.max(2, across.at(band.to()) - x), 8, band.name());
    }
  }
}
