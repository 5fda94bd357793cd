package dev.lagrange.verifier.report.plot;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Lines over an axis, each with its name at its end. Immutable.
 *
 * @param description what is to be seen, for those who cannot see it
 * @param x the axis below
 * @param y the axis to the left
 * @param series the lines
 */
public record LinePlot(String description, Axis x, Axis y, List<Series> series) {

  private static final double WIDTH = 440;
  private static final double HEIGHT = 250;
  private static final double LEFT = 44;
  private static final double TOP = 26;
  private static final double BOTTOM = HEIGHT - 36;
  private static final double LABEL_GAP = 14;

  /** A line. */
  public record Series(String name, List<Point> points) {
    /** Copies the points. */
    public Series {
      points = List.copyOf(points);
    }
  }

  /**
   * A point of a line.
   *
   * @param firm whether it rests on enough to be trusted
   * @param tip what it stands for, in words
   */
  public record Point(double x, double y, boolean firm, String tip) {}

  private record Label(int number, String name, double at) {}

  /** Copies the lines. */
  public LinePlot {
    series = List.copyOf(series);
  }

  /** Draws it. */
  public void draw(Markup markup) {
    double longest = series.stream().mapToDouble(one -> Canvas.widthOf(one.name())).max().orElse(0);
    double right = WIDTH - Math.min(130, longest) - 10;
    Scale across = x.scale().between(LEFT, right);
    Scale up = y.scale().between(BOTTOM, TOP);
    Canvas canvas = new Canvas(markup, WIDTH, HEIGHT, description);
    x.drawBelow(canvas, across, TOP, BOTTOM);
    y.drawLeft(canvas, up, LEFT, right);
    List<Label> labels = new ArrayList<>();
    for (int i = 0; i < series.size(); i++) {
      List<Point> points = series.get(i).points();
      if (!points.isEmpty()) {
        line(canvas, i, points, across, up);
        labels.add(new Label(i, series.get(i).name(), up.at(points.get(points.size() - 1).y())));
      }
    }
    label(canvas, labels, right);
    canvas.end();
  }

  private static void line(Canvas canvas, int number, List<Point> points, Scale x, Scale y) {
    StringBuilder path = new StringBuilder();
    for (Point point : points) {
      // a line through chance would be read as a course of things
      if (point.firm()) {
        path.append(Canvas.number(x.at(point.x())))
            .append(',')
            .append(Canvas.number(y.at(point.y())))
            .append(' ');
      }
    }
    canvas.path("line s" + number % Palette.COLOURS, path.toString().strip());
    for (Point point : points) {
      String type = (point.firm() ? "dot s" : "faint s") + number % Palette.COLOURS;
      canvas.dot(type, x.at(point.x()), y.at(point.y()), 3, point.tip());
    }
  }

  /** Names stand at the height of the last point, or as near as the others leave room. */
  private static void label(Canvas canvas, List<Label> labels, double right) {
    labels.sort(Comparator.comparingDouble(Label::at));
    double last = Double.NEGATIVE_INFINITY;
    for (Label label : labels) {
      double y = Math.max(label.at(), last + LABEL_GAP);
      last = y;
      canvas.text(
          "label s" + label.number() % Palette.COLOURS,
          "start",
          right + 8,
          y + 4,
          Canvas.fitting(label.name(), WIDTH - right - 8));
    }
  }
}
