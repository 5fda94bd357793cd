package dev.lagrange.proxy.client;

import dev.lagrange.control.session.SessionSettings;
import dev.lagrange.routing.sql.Classification;
import dev.lagrange.routing.sql.SettingChange;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a unit does to the settings that a client takes along. Pure. */
final class Settings {

  /** What bytes become that are none of UTF-8: several values would be taken for one. */
  private static final char UNREADABLE = '\uFFFD';

  private Settings() {}

  /**
   * Which settings it may change, where it does nothing else to the session, so that the server can
   * be asked for them afterwards; null if it does more, or nobody knows.
   */
  static @Nullable Set<String> changed(Unit unit) {
    Set<String> names = new LinkedHashSet<>();
    for (Classification statement : unit.statements()) {
      if (statement.setting() instanceof SettingChange.OfNamed named) {
        names.addAll(named.names());
      } else if (statement.changesSession()) {
        return null;
      }
    }
    return names;
  }

  /** What is set where the server says what some settings are; null if that cannot be kept. */
  static @Nullable SessionSettings told(
      SessionSettings before, Map<String, @Nullable String> values) {
    SessionSettings after = before;
    for (Map.Entry<String, @Nullable String> one : values.entrySet()) {
      String value = one.getValue();
      if (value != null && value.indexOf(UNREADABLE) >= 0) {
        return null;
      }
      after = after.with(one.getKey(), value);
    }
    return after;
  }

  /** What it leaves behind, if its text tells that; else null. */
  static @Nullable SessionSettings after(SessionSettings before, Unit unit) {
    if (!unit.runsOneOnly()) {
      return null;
    }
    SettingChange change = unit.statements().get(0).setting();
    if (change instanceof SettingChange.To to && to.value().indexOf(UNREADABLE) < 0) {
      return before.with(to.name(), to.value());
    }
    if (change instanceof SettingChange.Several several) {
      SessionSettings after = before;
      for (SettingChange.To to : several.changes()) {
        after = after.with(to.name(), to.value());
      }
      return after;
    }
    if (change instanceof SettingChange.Back back) {
      return before.without(back.name());
    }
    if (change instanceof SettingChange.AllBack all) {
      return all.withRole() ? SessionSettings.NONE : before.onlyRole();
    }
    return null;
  }
}
