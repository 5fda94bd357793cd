package dev.lagrange.proxy;

import dev.lagrange.proxy.auth.Users;
import dev.lagrange.routing.option.Options;
import java.security.SecureRandom;

/** Who may log in to a proxy. */
public final class ProxyUsers {

  private static final int DECOY_BYTES = 32;

  private ProxyUsers() {}

  /**
   * The user of the cluster's URL, and those of a list.
   *
   * @param list as {@link Users#parse} reads it
   * @throws IllegalArgumentException if the list is bad, or nobody is left who might log in
   */
  public static Users of(Options options, String list) {
    String user = options.passedThrough().get("user");
    String password = options.passedThrough().get("password");
    byte[] decoys = new byte[DECOY_BYTES];
    new SecureRandom().nextBytes(decoys);
    Users listed = Users.parse(list, decoys);
    boolean byUrl = user != null && password != null && !listed.contains(user);
    if (!byUrl && listed.size() == 0) {
      throw new IllegalArgumentException(
          "nobody may log in: give 'user' and 'password' in the URL, or a list of users");
    }
    return byUrl
        ? Users.parse(quoted(user) + ' ' + quoted(password) + '\n' + list, decoys)
        : listed;
  }

  private static String quoted(String text) {
    return '"' + text.replace("\"", "\"\"") + '"';
  }
}
