package dev.lagrange.routing.sql;

import org.jspecify.annotations.Nullable;

/**
 * A statement that is for Lagrange and never reaches a server: {@code SET lagrange.consistency =
 * 'strong'}, {@code SHOW lagrange.token}, {@code RESET lagrange.consistency}.
 *
 * @param action what to do
 * @param name the setting behind {@code lagrange.}, in lower case
 * @param value the value to set, unquoted; null for DEFAULT and where there is none
 */
public record LagrangeCommand(Action action, String name, @Nullable String value) {

  /** What to do with the setting. */
  public enum Action {
    /** SHOW. */
    SHOW,
    /** SET, for the session. */
    SET,
    /** SET LOCAL, for the transaction. */
    SET_LOCAL,
    /** RESET, or SET … = DEFAULT. */
    RESET
  }
}
