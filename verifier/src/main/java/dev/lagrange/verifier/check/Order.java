package dev.lagrange.verifier.check;

import org.jspecify.annotations.Nullable;

/** How the states of one key follow each other, as far as that is proved. */
interface Order {

  /** Where an acknowledged access belongs; null if nothing is known of the state it saw. */
  @Nullable Step place(Event event, int key);

  /** Whether a later state contains each earlier one: nothing between them can be left out. */
  boolean isTotal();

  /** The order that the database counted itself. */
  enum Versions implements Order {
    COUNTED;

    @Override
    public Step place(Event event, int key) {
      long version = event.access().value();
      return new Step(event, key, version, version);
    }

    @Override
    public boolean isTotal() {
      return true;
    }
  }
}
