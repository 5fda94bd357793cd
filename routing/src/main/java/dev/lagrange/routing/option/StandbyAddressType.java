package dev.lagrange.routing.option;

import dev.lagrange.routing.spelling.Quote;

/** Where the standbys are that a primary names. */
record StandbyAddressType() implements OptionType<StandbyAddress> {

  @Override
  public StandbyAddress parse(String text) {
    StandbyAddress address = new StandbyAddress(text.strip());
    check(address);
    return address;
  }

  @Override
  public String print(StandbyAddress value) {
    return value.pattern();
  }

  @Override
  public void check(StandbyAddress value) {
    if (!value.isOfUse()) {
      throw new IllegalArgumentException(
          Quote.of(value.pattern())
              + " does not say where a standby is: write a host and a port with {application_name}"
              + " or {client_addr} in it, such as '{client_addr}:5432'");
    }
  }

  @Override
  public String describe() {
    return "an address with {application_name} or {client_addr} in it; port 5432 unless given";
  }
}
