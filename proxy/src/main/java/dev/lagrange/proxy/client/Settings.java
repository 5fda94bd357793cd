package dev.lagrange.proxy.client;

import dev.lagrange.control.session.SessionSettings;
import dev.lagrange.routing.sql.SettingChange;
import org.jspecify.annotations.Nullable;

/** What a unit does to the settings that a client takes along. Pure. */
final class Settings {

  /** What bytes become that are none of UTF-8: several values would be taken for one. */
  private static final char UNREADABLE = '\uFFFD';

  private Settings() {}

  /** What it leaves behind, if its text tells that; else null. */
  static @Nullable SessionSettings after(SessionSettings before, Unit unit) {
    if (!unit.runsOneOnly()) {
      return null;
    }
    SettingChange change = unit.statements().get(0).setting();
    if (change instanceof SettingChange.To to && to.value().indexOf(UNREADABLE) < 0) {
      return before.with(to.name(), to.value());
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
