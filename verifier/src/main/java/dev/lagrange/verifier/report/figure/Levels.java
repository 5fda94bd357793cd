package dev.lagrange.verifier.report.figure;

import dev.lagrange.routing.consistency.Consistency;
import java.util.Comparator;

/** The order in which levels are shown: the strictest first. */
public final class Levels {

  /** The strictest first. */
  public static final Comparator<Consistency> ORDER =
      Comparator.comparing(Consistency::level).reversed().thenComparing(Consistency::staleness);

  private Levels() {}
}
