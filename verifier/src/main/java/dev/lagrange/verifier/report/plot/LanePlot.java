package dev.lagrange.verifier.report.plot;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lanes over time, with a bar for each thing that someone did, from its call to its return.
 * Immutable.
 *
 * @param description what is to be seen, for those who cannot see it
 * @param time the axis below
 * @param deeds the bars; those of one lane are below each other
 * @param bands what was going on
 */
public record LanePlot(String description, Axis time, List<Deed> deeds, List<Band> bands) {

  private static final double LEFT = 76;
  private static final double ROW = 31;
  private static final double GAP = 8;
  private static final double BAND = 15;
  private static final int MOST_BANDS = 5;

  /**
   * A bar.
   *
   * @param lane the name of its lane
   * @param label what is written above it
   * @param look the class that gives it its look
   * @param from its call
   * @param to its return; beyond the axis if there was none
   */
  public record Deed(String lane, String label, String look, double from, double to) {}

  /** Copies the lists. */
  public LanePlot {
    deeds = List.copyOf(deeds);
    bands = List.copyOf(bands);
  }

  /** Draws it, so many units wide. */
  public void draw(Markup markup, double width) {
    Map<String, List<Deed>> lanes = new LinkedHashMap<>();
    deeds.forEach(deed -> lanes.computeIfAbsent(deed.lane(), key -> new ArrayList<>()).add(deed));
    List<Band> named = bands.subList(0, Math.min(MOST_BANDS, bands.size()));
    double top = 4 + named.size() * BAND;
    double bottom = top + deeds.size() * ROW + lanes.size() * GAP + 4;
    Canvas canvas = new Canvas(markup, width, bottom + 36, description);
    Scale across = time.scale().between(LEFT, width - 14);
    bands(canvas, named, across, bottom);
    time.drawBelow(canvas, across, top, bottom);
    double y = top;
    for (Map.Entry<String, List<Deed>> lane : lanes.entrySet()) {
      canvas.line("lane", 2, y, across.to(), y);
      canvas.text("label", "start", 2, y + 18, Canvas.fitting(lane.getKey(), LEFT));
      for (Deed deed : lane.getValue()) {
        deed(canvas, deed, across, y + 4);
        y += ROW;
      }
      y += GAP;
    }
    canvas.end();
  }

  private static void bands(Canvas canvas, List<Band> bands, Scale across, double bottom) {
    double y = 0;
    for (Band band : bands) {
      double x = across.at(band.from());
      double width = Math.max(3, across.at(band.to()) - x);
      canvas.box("band", x, y, width, bottom - y, band.name());
      text(canvas, "note", x + 3, y + 12, band.name(), across);
      y += BAND;
    }
  }

  private static void deed(Canvas canvas, Deed deed, Scale across, double top) {
    double x = across.at(deed.from());
    // a statement of half a millisecond must be seen in a story of seconds
    double width = Math.max(4, across.at(deed.to()) - x);
    text(canvas, "label halo", x, top + 11, deed.label(), across);
    canvas.box(deed.look(), Math.min(x, across.to() - 4), top + 15, width, 10, deed.label());
  }

  /** Begins at a point, or further left so as to end within the plot. */
  private static void text(
      Canvas canvas, String type, double x, double y, String text, Scale across) {
    String fitting = Canvas.fitting(text, across.to() - LEFT);
    if (x + Canvas.widthOf(fitting) <= across.to() + 8) {
      canvas.text(type, "start", x, y, fitting);
    } else {
      canvas.text(type, "end", across.to(), y, fitting);
    }
  }
}
