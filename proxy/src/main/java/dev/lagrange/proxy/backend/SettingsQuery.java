package dev.lagrange.proxy.backend;

import dev.lagrange.control.SessionVariables;
import java.util.List;
import java.util.StringJoiner;

/** A query that sets a session's variables: all of them or none. */
final class SettingsQuery {

  private static final List<String> RESOLVING = List.of("search_path", "role");

  private SettingsQuery() {}

  static String of(List<SessionVariables.Value> changes) {
    StringJoiner calls = new StringJoiner(", ", "SELECT ", "");
    for (SessionVariables.Value change : changes) {
      String value = change.value() == null ? "NULL" : literal(change.value());
      calls.add("pg_catalog.set_config(" + literal(change.name()) + ", " + value + ", false)");
    }
    boolean resolves = resolvesNames(changes);
    return resolves ? calls + "; DEALLOCATE ALL" : calls.toString();
  }

  /** Whether what was prepared may mean other tables afterwards. */
  static boolean resolvesNames(List<SessionVariables.Value> changes) {
    return changes.stream().anyMatch(change -> RESOLVING.contains(change.name()));
  }

  /** Read alike, whatever standard_conforming_strings says. */
  private static String literal(String text) {
    return "E'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
  }
}
