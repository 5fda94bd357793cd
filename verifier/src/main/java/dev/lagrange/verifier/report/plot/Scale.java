package dev.lagrange.verifier.report.plot;

import java.util.ArrayList;
import java.util.List;

/**
 * Where values lie on an axis. Immutable. Values beyond an end lie at the end.
 *
 * @param min the value at the one end
 * @param max the value at the other, which is greater
 * @param from the coordinate of the one end
 * @param to the coordinate of the other
 * @param logarithmic whether equal steps are equal factors; then {@code min} is above 0
 */
public record Scale(double min, double max, double from, double to, boolean logarithmic) {

  /** Equal steps are equal differences. */
  public static Scale linear(double min, double max) {
    return new Scale(min, max > min ? max : min + 1, 0, 1, false);
  }

  /** Equal steps are equal factors; it begins and ends at a power of ten. */
  public static Scale logarithmic(double min, double max) {
    double low = Math.pow(10, Math.floor(Math.log10(min)));
    double high = Math.pow(10, Math.ceil(Math.log10(max) - 1e-9));
    return new Scale(low, high > low ? high : low * 10, 0, 1, true);
  }

  /** The same between two coordinates. */
  Scale between(double start, double end) {
    return new Scale(min, max, start, end, logarithmic);
  }

  double at(double value) {
    double bounded = Math.min(max, Math.max(min, value));
    double part =
        logarithmic ? Math.log(bounded / min) / Math.log(max / min) : (bounded - min) / (max - min);
    return from + part * (to - from);
  }

  /** Round values along it, at most some eight. */
  List<Double> ticks() {
    List<Double> ticks = new ArrayList<>();
    if (logarithmic) {
      boolean narrow = max / min < 101;
      for (double tick = min; tick <= max * 1.000001; tick *= 10) {
        ticks.add(tick);
        if (narrow && tick * 2 < max) {
          ticks.add(tick * 2);
          ticks.add(tick * 5);
        }
      }
      return ticks;
    }
    double step = step((max - min) / 5);
    for (long i = (long) Math.ceil(min / step - 1e-9); i * step <= max + step * 1e-6; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }

  private static double step(double atLeast) {
    double decade = Math.pow(10, Math.floor(Math.log10(atLeast)));
    for (int factor : new int[] {1, 2, 5}) {
      if (factor * decade >= atLeast * 0.999999) {
        return factor * decade;
      }
    }
    return 10 * decade;
  }
}
