package dev.lagrange.control.session;

import dev.lagrange.control.SessionVariables;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The settings by which a session differs from a connection as it was opened, by name, in the order
 * in which they were made: a role may not be allowed to make those before it. Equal if all have the
 * same values. Immutable.
 */
public final class SessionSettings {

  /** Those of a connection as it was opened. */
  public static final SessionSettings NONE = new SessionSettings(Map.of());

  /** At which level transactions begin that do not say it themselves. */
  public static final String ISOLATION = "default_transaction_isolation";

  private static final Set<String> OTHER_ISOLATION =
      Set.of("read uncommitted", "read committed", "repeatable read");

  private static final String ROLE = "role";

  private final Map<String, String> values;

  private SessionSettings(Map<String, String> values) {
    this.values = values;
  }

  /** Whether they are those of a connection as it was opened. */
  public boolean isEmpty() {
    return values.isEmpty();
  }

  /** Whether one is set. */
  public boolean has(String name) {
    return values.containsKey(name);
  }

  /** What one is set to; null if it is not set. */
  public @Nullable String value(String name) {
    return values.get(name);
  }

  /** Whether transactions may begin at SERIALIZABLE by default, which a standby refuses. */
  public boolean mayBeSerializable() {
    String isolation = values.get(ISOLATION);
    return isolation != null && !OTHER_ISOLATION.contains(isolation.toLowerCase(Locale.ROOT));
  }

  /** The same with another one, set last; null for what the connection began with. */
  public SessionSettings with(String name, @Nullable String value) {
    if (value == null) {
      return without(name);
    }
    Map<String, String> changed = new LinkedHashMap<>(values);
    changed.remove(name);
    changed.put(name, value);
    return new SessionSettings(changed);
  }

  /** The same, where one is what the connection began with. */
  public SessionSettings without(String name) {
    if (!values.containsKey(name)) {
      return this;
    }
    Map<String, String> changed = new LinkedHashMap<>(values);
    changed.remove(name);
    return new SessionSettings(changed);
  }

  /** The same with its role only. */
  public SessionSettings onlyRole() {
    return NONE.with(ROLE, values.get(ROLE));
  }

  /**
   * What has to be set, in this order, where others are set: the role first goes back to the one
   * that was let in, who may set whatever the others were.
   */
  public List<SessionVariables.Value> from(SessionSettings others) {
    if (isEmpty() && others.isEmpty()) {
      return List.of();
    }
    List<SessionVariables.Value> changes = new ArrayList<>();
    if (others.has(ROLE)) {
      changes.add(new SessionVariables.Value(ROLE, null));
    }
    for (String name : others.values.keySet()) {
      if (!has(name) && !name.equals(ROLE)) {
        changes.add(new SessionVariables.Value(name, null));
      }
    }
    values.forEach(
        (name, value) -> {
          if (name.equals(ROLE) || !value.equals(others.values.get(name))) {
            changes.add(new SessionVariables.Value(name, value));
          }
        });
    return changes;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other == this || (other instanceof SessionSettings that && values.equals(that.values));
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  /** The names: values may be secret. */
  @Override
  public String toString() {
    return values.keySet().toString();
  }
}
