package dev.lagrange.routing.option;

import dev.lagrange.routing.consistency.Consistency;

/** A level, with its bound if it has one. */
record ConsistencyType() implements OptionType<Consistency> {

  @Override
  public Consistency parse(String text) {
    return Consistency.parse(text);
  }

  @Override
  public String print(Consistency value) {
    return value.toString();
  }

  @Override
  public void check(Consistency value) {}

  @Override
  public String describe() {
    return "strong, bounded(5s) with any bound up to 24h, eventual (or session) or weak";
  }
}
