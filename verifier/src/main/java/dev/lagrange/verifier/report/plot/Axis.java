package dev.lagrange.verifier.report.plot;

import java.util.function.DoubleFunction;

/**
 * What an axis measures. Immutable.
 *
 * @param title what, and in which unit
 * @param scale where values lie
 * @param spelling how a value is written at its tick
 */
public record Axis(String title, Scale scale, DoubleFunction<String> spelling) {

  /** Draws it below an area, with its lines up through it. */
  void drawBelow(Canvas canvas, Scale placed, double top, double bottom) {
    double lastEnd = Double.NEGATIVE_INFINITY;
    for (double tick : placed.ticks()) {
      double x = placed.at(tick);
      canvas.line("grid", x, top, x, bottom);
      String label = spelling.apply(tick);
      double half = Canvas.widthOf(label) / 2;
      if (x - half > lastEnd) {
        canvas.text("tick", "middle", x, bottom + 14, label);
        lastEnd = x + half + 3;
      }
    }
    canvas.text("axis", "end", placed.to(), bottom + 29, title);
  }

  /** Draws it to the left of an area, with its lines across, and its title above. */
  void drawLeft(Canvas canvas, Scale placed, double left, double right) {
    for (double tick : placed.ticks()) {
      double y = placed.at(tick);
      canvas.line("grid", left, y, right, y);
      canvas.text("tick", "end", left - 5, y + 4, spelling.apply(tick));
    }
    canvas.text("axis", "start", 2, placed.to() - 10, title);
  }
}
