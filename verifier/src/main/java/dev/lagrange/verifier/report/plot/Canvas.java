package dev.lagrange.verifier.report.plot;

import java.util.Locale;

/**
 * An SVG image that fills the width that it is given, in the colours of the page: shapes have
 * classes, and the style sheet says how they look. Not thread-safe.
 */
final class Canvas {

  /** The width of a character of the labels, in units of the image; generously. */
  static final double CHARACTER = 6.3;

  private final Markup markup;

  Canvas(Markup markup, double width, double height, String description) {
    this.markup = markup;
    markup.open(
        "svg",
        "viewBox",
        "0 0 %s %s".formatted(number(width), number(height)),
        "role",
        "img",
        "aria-label",
        description);
  }

  void line(String type, double x1, double y1, double x2, double y2) {
    markup.empty(
        "line",
        "class",
        type,
        "x1",
        number(x1),
        "y1",
        number(y1),
        "x2",
        number(x2),
        "y2",
        number(y2));
  }

  void box(String type, double x, double y, double width, double height, String tip) {
    markup.open(
        "rect",
        "class",
        type,
        "x",
        number(x),
        "y",
        number(y),
        "width",
        number(width),
        "height",
        number(height));
    if (!tip.isEmpty()) {
      markup.element("title", tip);
    }
    markup.close();
  }

  void dot(String type, double x, double y, double radius, String tip) {
    markup.open("circle", "class", type, "cx", number(x), "cy", number(y), "r", number(radius));
    if (!tip.isEmpty()) {
      markup.element("title", tip);
    }
    markup.close();
  }

  void path(String type, String points) {
    markup.empty("polyline", "class", type, "points", points);
  }

  /** A text that begins, ends or is centred at a point: "start", "end" or "middle". */
  void text(String type, String anchor, double x, double y, String content) {
    markup.element(
        "text", content, "class", type, "text-anchor", anchor, "x", number(x), "y", number(y));
  }

  void end() {
    markup.close().newLine();
  }

  static String number(double value) {
    String text = String.format(Locale.ROOT, "%.1f", value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  static double widthOf(String text) {
    return text.length() * CHARACTER;
  }

  static String fitting(String text, double width) {
    int characters = (int) (width / CHARACTER);
    return text.length() <= characters
        ? text
        : text.substring(0, Math.max(1, characters - 1)) + "…";
  }
}
