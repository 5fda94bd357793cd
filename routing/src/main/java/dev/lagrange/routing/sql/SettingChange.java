package dev.lagrange.routing.sql;

import java.util.List;

/**
 * What a statement does to the settings of a session, where that is all it does to the session, and
 * where any other connection can be given the same by name and value. Names are in lower case.
 * Immutable.
 */
public sealed interface SettingChange {

  /** Some settings change, and no others. */
  sealed interface OfNamed extends SettingChange {

    /** Which ones. */
    List<String> names();
  }

  /** One setting changes, and no other. */
  sealed interface OfOne extends OfNamed {

    /** Which one. */
    String name();

    @Override
    default List<String> names() {
      return List.of(name());
    }
  }

  /** Several get values that the text says. */
  record Several(List<To> changes) implements OfNamed {
    /** Of a copy. */
    public Several {
      changes = List.copyOf(changes);
    }

    @Override
    public List<String> names() {
      return changes.stream().map(To::name).toList();
    }
  }

  /** One gets a value that the text says. */
  record To(String name, String value) implements OfOne {}

  /** One gets the value of the only parameter. */
  record ToParameter(String name) implements OfOne {}

  /** One gets a value that only the server can tell, afterwards. */
  record ToUntold(String name) implements OfOne {}

  /** One goes back to what the connection began with. */
  record Back(String name) implements OfOne {}

  /**
   * All go back to what the connection began with.
   *
   * @param withRole whether the role does too
   */
  record AllBack(boolean withRole) implements SettingChange {}
}
