package dev.lagrange.control.postgresql;

import dev.lagrange.control.Acknowledgement;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code synchronous_standby_names} asks for (PostgreSQL manual, "Replication"). */
final class SynchronousStandbys {

  private static final Pattern COUNTED =
      Pattern.compile("\\s*(?:(?:any|first)\\s*)?(\\d+)\\s*\\((.*)\\)\\s*", Pattern.DOTALL);

  /** A name as the server reads it: in quotes, within which two are one, or bare. */
  private static final Pattern NAME = Pattern.compile("\"(?:[^\"]|\"\")*\"|[^\\s,\"]+");

  /** The values of {@code synchronous_commit} that wait until standbys have it on disk. */
  private static final Set<String> WAITING = Set.of("on", "remote_apply");

  private SynchronousStandbys() {}

  /**
   * How many standbys acknowledge a commit before it is acknowledged, by a setting that the server
   * has accepted: none if it is empty, one by a list without a number.
   */
  static int needed(String setting) {
    if (setting.isBlank()) {
      return 0;
    }
    Matcher counted = counted(setting);
    return counted.matches() ? Integer.parseInt(counted.group(1)) : 1;
  }

  /** How commits are acknowledged by this and {@code synchronous_commit}. */
  static Acknowledgement acknowledgement(
      boolean visible, String setting, String commit, int connected) {
    int needed = WAITING.contains(commit) ? needed(setting) : 0;
    String settings =
        "synchronous_standby_names='" + setting + "' and synchronous_commit=" + commit;
    return new Acknowledgement(needed, candidates(setting), connected, visible, settings);
  }

  /** How many standbys are named; 0 if any counts. */
  private static int candidates(String setting) {
    Matcher counted = counted(setting);
    Matcher name = NAME.matcher(counted.matches() ? counted.group(2) : setting);
    int names = 0;
    while (name.find()) {
      if (name.group().equals("*") || name.group().equals("\"*\"")) {
        return 0;
      }
      names++;
    }
    return names;
  }

  private static Matcher counted(String setting) {
    return COUNTED.matcher(setting.toLowerCase(Locale.ROOT));
  }
}
