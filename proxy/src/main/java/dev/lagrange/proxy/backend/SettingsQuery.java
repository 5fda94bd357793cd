package dev.lagrange.proxy.backend;

import dev.lagrange.control.SessionVariables;
import dev.lagrange.proxy.wire.Literal;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;

/** A query that sets a session's variables: all of them or none. */
final class SettingsQuery {

  /** Those that have nothing to do with how a statement's text is read. */
  private static final Set<String> NEUTRAL =
      Set.of(
          "application_name",
          "default_transaction_deferrable",
          "default_transaction_isolation",
          "default_transaction_read_only",
          "extra_float_digits",
          "idle_in_transaction_session_timeout",
          "lock_timeout",
          "statement_timeout",
          "transaction_timeout",
          "work_mem");

  private SettingsQuery() {}

  /**
   * The text.
   *
   * @param tidies whether nothing is to be prepared any more
   */
  static String of(List<SessionVariables.Value> changes, boolean tidies) {
    StringJoiner statements = new StringJoiner("; ");
    if (!changes.isEmpty()) {
      statements.add(set(changes));
    }
    if (tidies) {
      statements.add("DEALLOCATE ALL");
    }
    return statements.toString();
  }

  private static String set(List<SessionVariables.Value> changes) {
    StringJoiner calls = new StringJoiner(", ", "SELECT ", "");
    for (SessionVariables.Value change : changes) {
      String value = change.value() == null ? "NULL" : Literal.of(change.value());
      calls.add("pg_catalog.set_config(" + Literal.of(change.name()) + ", " + value + ", false)");
    }
    return calls.toString();
  }

  /** Whether what was prepared before may mean something else, or be read otherwise. */
  static boolean changesMeaning(List<SessionVariables.Value> changes) {
    return changeMeaning(changes.stream().map(SessionVariables.Value::name).toList());
  }

  /** The same of settings that are known by name only. */
  static boolean changeMeaning(Collection<String> names) {
    return names.stream().anyMatch(name -> !NEUTRAL.contains(name) && name.indexOf('.') < 0);
  }

  /** A query that asks what settings are: one row, with null for one that is not known. */
  static String asking(List<String> names) {
    StringJoiner calls = new StringJoiner(", ", "SELECT ", "");
    names.forEach(name -> calls.add("pg_catalog.current_setting(" + Literal.of(name) + ", true)"));
    return calls.toString();
  }
}
