package dev.lagrange.proxy.auth;

import dev.lagrange.routing.spelling.Quote;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a list of users, and says all that is wrong with it at once. Secrets are never shown. Not
 * thread-safe.
 */
final class UserListReader {

  /** A file of something else is wrong in every line: nobody reads that far. */
  private static final int MOST_SHOWN = 20;

  private static final String QUOTED = "\"((?:[^\"]|\"\")*+)\"";
  private static final Pattern LINE = Pattern.compile("\\s*" + QUOTED + "\\s+" + QUOTED + "\\s*");

  private final byte[] saltKey;
  private final Map<String, Secret> secrets = new HashMap<>();
  private final Map<String, Integer> lines = new HashMap<>();
  private final List<String> problems = new ArrayList<>();

  /**
   * One reader for one text.
   *
   * @param saltKey what the salts of users with a clear password are made of
   */
  UserListReader(byte[] saltKey) {
    this.saltKey = saltKey;
  }

  /**
   * The secrets by name.
   *
   * @throws IllegalArgumentException if a line is wrong or a name stands twice
   */
  Map<String, Secret> read(String text) {
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      if (!line.isBlank() && !line.stripLeading().startsWith(";")) {
        readLine(number, line);
      }
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(describe());
    }
    return secrets;
  }

  private void readLine(int number, String line) {
    Matcher parts = LINE.matcher(line);
    if (!parts.matches()) {
      problem(
          number,
          "it is not of the form \"name\" \"secret\"; double a quote that belongs to a name or a"
              + " secret, and begin a comment with a semicolon on a line of its own");
      return;
    }
    String name = parts.group(1).replace("\"\"", "\"");
    String secret = parts.group(2).replace("\"\"", "\"");
    if (name.isEmpty()) {
      problem(number, "the name is empty; write that of a role");
      return;
    }
    Integer earlier = lines.putIfAbsent(name, number);
    if (earlier != null) {
      problem(
          number,
          "the user " + Quote.of(name) + " is on line " + earlier + " too; remove one of the two");
      return;
    }
    try {
      secrets.put(name, SecretReader.read(name, secret, saltKey));
    } catch (IllegalArgumentException e) {
      problem(number, String.valueOf(e.getMessage()));
    }
  }

  private void problem(int number, String text) {
    problems.add("line " + number + ": " + text);
  }

  private String describe() {
    if (problems.size() == 1) {
      return "The list of users cannot be used: " + problems.get(0);
    }
    int more = problems.size() - MOST_SHOWN;
    return "The list of users cannot be used, for "
        + problems.size()
        + " problems:\n- "
        + String.join("\n- ", problems.subList(0, Math.min(problems.size(), MOST_SHOWN)))
        + (more > 0 ? "\n- and " + more + " more" : "");
  }
}
