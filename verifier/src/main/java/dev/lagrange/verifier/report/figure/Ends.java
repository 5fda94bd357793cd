package dev.lagrange.verifier.report.figure;

import dev.lagrange.verifier.history.Outcome;

/** How operations ended, counted. Not thread-safe. */
final class Ends {

  private long succeeded;
  private long failed;
  private long unknown;

  void add(Outcome outcome) {
    switch (outcome) {
      case KNOWN -> succeeded++;
      case FAILED -> failed++;
      case UNKNOWN -> unknown++;
    }
  }

  long succeeded() {
    return succeeded;
  }

  long failed() {
    return failed;
  }

  long unknown() {
    return unknown;
  }
}
