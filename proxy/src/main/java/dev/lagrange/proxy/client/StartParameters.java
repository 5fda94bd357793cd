package dev.lagrange.proxy.client;

import dev.lagrange.proxy.wire.ClientEncoding;
import dev.lagrange.routing.consistency.Consistency;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client gives at its start: what is for the proxy, and what is for servers.
 *
 * @param user who it wants to be
 * @param database where to; the user's name if it does not say
 * @param consistency the level it declares; null if none
 * @param session the key of the session that it names; null if none
 * @param searchPath what it says of {@code search_path}; null if nothing
 * @param replication what it says of replication; null if nothing
 * @param forServers the parameters that servers are given, user and database among them
 */
record StartParameters(
    String user,
    String database,
    @Nullable Consistency consistency,
    @Nullable String session,
    @Nullable String searchPath,
    @Nullable String replication,
    Map<String, String> forServers) {

  private static final String OURS = "lagrange.";
  private static final String CONSISTENCY = "lagrange.consistency";
  private static final String SESSION = "lagrange.session";
  private static final String SEARCH_PATH = "search_path";
  private static final List<String> KNOWN = List.of(CONSISTENCY, SESSION);

  /**
   * Reads the parameters.
   *
   * @throws IllegalArgumentException if there is no user, or what is for the proxy is not known
   */
  static StartParameters of(Map<String, String> given) {
    Map<String, String> rest = new LinkedHashMap<>(given);
    String user = rest.get("user");
    if (user == null || user.isEmpty()) {
      throw new IllegalArgumentException("no PostgreSQL user name specified in startup packet");
    }
    String named = rest.get("database");
    String database = named == null || named.isEmpty() ? user : named;
    rest.put("database", database);
    String replication = rest.remove("replication");
    Map<String, String> ours = new LinkedHashMap<>();
    given.forEach(
        (name, value) -> {
          if (isOurs(name)) {
            ours.put(name.toLowerCase(Locale.ROOT), value);
            rest.remove(name);
          }
        });
    String options = rest.remove("options");
    Map<String, String> settings = new HashMap<>();
    if (options != null) {
      List<String> kept = new ArrayList<>();
      split(words(options), kept, ours, settings);
      if (!kept.isEmpty()) {
        rest.put("options", join(kept));
      }
    }
    checkOurs(ours);
    rest.forEach((name, value) -> settings.put(name.toLowerCase(Locale.ROOT), value));
    String refusal = ClientEncoding.refusal(settings.getOrDefault(ClientEncoding.SETTING, ""));
    if (refusal != null) {
      throw new IllegalArgumentException(refusal);
    }
    return new StartParameters(
        user,
        database,
        consistency(ours),
        ours.get(SESSION),
        settings.get(SEARCH_PATH),
        replication,
        rest);
  }

  /** The parameters that servers are given which have the database under another name. */
  Map<String, String> forServers(String databaseThere) {
    Map<String, String> renamed = new LinkedHashMap<>(forServers);
    renamed.put("database", databaseThere);
    return renamed;
  }

  private static boolean isOurs(String name) {
    return name.regionMatches(true, 0, OURS, 0, OURS.length());
  }

  private static void checkOurs(Map<String, String> ours) {
    for (String name : ours.keySet()) {
      if (!KNOWN.contains(name)) {
        throw new IllegalArgumentException(
            "There is no setting '" + name + "' to begin with; known are " + KNOWN);
      }
    }
  }

  private static @Nullable Consistency consistency(Map<String, String> ours) {
    String level = ours.get(CONSISTENCY);
    return level == null ? null : Consistency.parse(level);
  }

  /** As the server reads them: blanks separate, a backslash takes the next character as it is. */
  private static List<String> words(String options) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean within = false;
    for (int i = 0; i < options.length(); i++) {
      char c = options.charAt(i);
      if (c == '\\' && i + 1 < options.length()) {
        word.append(options.charAt(++i));
        within = true;
      } else if (!Character.isWhitespace(c)) {
        word.append(c);
        within = true;
      } else if (within) {
        words.add(word.toString());
        word.setLength(0);
        within = false;
      }
    }
    if (within) {
      words.add(word.toString());
    }
    return words;
  }

  private static void split(
      List<String> words,
      List<String> kept,
      Map<String, String> ours,
      Map<String, String> settings) {
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      String setting;
      boolean two = word.equals("-c") && i + 1 < words.size();
      if (two) {
        setting = words.get(i + 1);
      } else if (word.startsWith("-c") || word.startsWith("--")) {
        setting = word.substring(2);
      } else {
        setting = "";
      }
      int equals = Math.max(0, setting.indexOf('='));
      String name = setting.substring(0, equals).toLowerCase(Locale.ROOT).replace('-', '_');
      if (isOurs(name)) {
        ours.put(name, setting.substring(equals + 1));
      } else {
        if (!name.isEmpty()) {
          settings.put(name, setting.substring(equals + 1));
        }
        kept.add(word);
        if (two) {
          kept.add(setting);
        }
      }
      i += two ? 1 : 0;
    }
  }

  private static String join(List<String> words) {
    StringBuilder joined = new StringBuilder();
    for (String word : words) {
      if (joined.length() > 0) {
        joined.append(' ');
      }
      for (int i = 0; i < word.length(); i++) {
        char c = word.charAt(i);
        if (c == '\\' || Character.isWhitespace(c)) {
          joined.append('\\');
        }
        joined.append(c);
      }
    }
    return joined.toString();
  }
}
