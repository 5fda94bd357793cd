package dev.lagrange.proxy.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lagrange.routing.spelling.Quote;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
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
  private static final Pattern LIKE_MD5 =
      Pattern.compile("md5[0-9a-f]{32}", Pattern.CASE_INSENSITIVE);

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
    readSecret(number, name, secret);
  }

  private void readSecret(int number, String name, String secret) {
    String of = "the secret of " + Quote.of(name);
    if (secret.isEmpty()) {
      problem(
          number,
          of
              + " is empty, which is no password; copy rolpassword from pg_authid, or remove the line");
      return;
    }
    if (secret.indexOf('\0') >= 0) {
      problem(number, of + " has a NUL, which no client can send; write the file anew as text");
      return;
    }
    if (secret.toUpperCase(Locale.ROOT).startsWith(ScramVerifier.PREFIX)) {
      try {
        secrets.put(name, new Secret.Verifier(ScramVerifier.parse(secret)));
      } catch (IllegalArgumentException e) {
        problem(
            number,
            of
                + " begins like a SCRAM verifier, but "
                + e.getMessage()
                + "; copy rolpassword from pg_authid as it is");
      }
      return;
    }
    if (Md5Password.isHash(secret)) {
      secrets.put(name, new Secret.Md5(name, secret));
      return;
    }
    if (LIKE_MD5.matcher(secret).matches()) {
      problem(
          number, of + " looks like an md5 hash, but for capital letters; write it in small ones");
      return;
    }
    Credential.Password password = new Credential.Password(secret.getBytes(UTF_8));
    secrets.put(name, new Secret.Clear(name, password, Decoy.salt(saltKey, name)));
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
