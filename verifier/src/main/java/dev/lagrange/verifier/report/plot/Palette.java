package dev.lagrange.verifier.report.plot;

/** The colours of lines, which the style sheet defines as classes {@code s0}, {@code s1}, ... */
final class Palette {

  /** How many there are. */
  static final int COLOURS = 6;

  private Palette() {}
}
