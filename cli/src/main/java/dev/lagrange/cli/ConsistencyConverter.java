package dev.lagrange.cli;

import dev.lagrange.routing.consistency.Consistency;

/** Reads a level as the driver's URL does. */
public final class ConsistencyConverter extends TextConverter<Consistency> {

  /** For picocli. */
  public ConsistencyConverter() {
    super(Consistency::parse);
  }
}
