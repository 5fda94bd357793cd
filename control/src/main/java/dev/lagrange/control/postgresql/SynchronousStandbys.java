package dev.lagrange.control.postgresql;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code synchronous_standby_names} asks for (PostgreSQL manual, "Replication"). Immutable.
 *
 * @param needed how many standbys acknowledge a commit before it is acknowledged: 0 if it is empty
 */
record SynchronousStandbys(int needed) {

  private static final Pattern COUNTED =
      Pattern.compile("\\s*(?:(?:any|first)\\s*)?(\\d+)\\s*\\(.*\\)\\s*", Pattern.DOTALL);

  /** Reads the setting, as the server has accepted it. A list without a number needs one. */
  static SynchronousStandbys parse(String setting) {
    if (setting.isBlank()) {
      return new SynchronousStandbys(0);
    }
    Matcher counted = COUNTED.matcher(setting.toLowerCase(Locale.ROOT));
    return new SynchronousStandbys(counted.matches() ? Integer.parseInt(counted.group(1)) : 1);
  }
}
