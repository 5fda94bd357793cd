package dev.lagrange.routing.sql;

/**
 * What a statement does to the settings of a session, where that is all it does to the session, and
 * where any other connection can be given the same by name and value. Names are in lower case.
 * Immutable.
 */
public sealed interface SettingChange {

  /** One gets a value that the text says. */
  record To(String name, String value) implements SettingChange {}

  /** One gets the value of a parameter, the first of which is 1. */
  record ToParameter(String name, int index) implements SettingChange {}

  /** One gets a value that only the server can tell, afterwards. */
  record ToUntold(String name) implements SettingChange {}

  /** One goes back to what the connection began with. */
  record Back(String name) implements SettingChange {}

  /**
   * All go back to what the connection began with.
   *
   * @param withRole whether the role does too
   */
  record AllBack(boolean withRole) implements SettingChange {}
}
