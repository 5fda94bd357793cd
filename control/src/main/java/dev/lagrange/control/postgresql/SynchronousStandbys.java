package dev.lagrange.control.postgresql;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code synchronous_standby_names} asks for (PostgreSQL manual, "Replication"). */
final class SynchronousStandbys {

  private static final Pattern COUNTED =
      Pattern.compile("\\s*(?:(?:any|first)\\s*)?(\\d+)\\s*\\(.*\\)\\s*", Pattern.DOTALL);

  private SynchronousStandbys() {}

  /**
   * How many standbys acknowledge a commit before it is acknowledged, by a setting that the server
   * has accepted: none if it is empty, one by a list without a number.
   */
  static int needed(String setting) {
    if (setting.isBlank()) {
      return 0;
    }
    Matcher counted = COUNTED.matcher(setting.toLowerCase(Locale.ROOT));
    return counted.matches() ? Integer.parseInt(counted.group(1)) : 1;
  }
}
