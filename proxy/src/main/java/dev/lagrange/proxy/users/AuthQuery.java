package dev.lagrange.proxy.users;

import dev.lagrange.routing.spelling.Quote;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The query that looks up users whom the list does not name, as PgBouncer's {@code auth_query}.
 *
 * @param sql with {@code $1} for the name; it answers the name and the secret, or no row
 * @param user who runs it, with the password that the list has; null for the monitor's user
 * @param limit how long the server may take for it
 */
public record AuthQuery(String sql, @Nullable String user, Duration limit) {

  /** Longer than any index is read, and shorter than people wait. */
  public static final Duration LIMIT = Duration.ofSeconds(5);

  /** PgBouncer's: any role that may log in, and whose password has not expired. */
  public static final String USUAL =
      "SELECT rolname, CASE WHEN rolvaliduntil < now() THEN NULL ELSE rolpassword END"
          + " FROM pg_authid WHERE rolname=$1 AND rolcanlogin";

  private static final String PARAMETER = "$1";

  /**
   * A query that can be one.
   *
   * @throws IllegalArgumentException if it does not ask for a user
   */
  public AuthQuery {
    if (!sql.contains(PARAMETER)) {
      throw new IllegalArgumentException(
          Quote.of(sql)
              + " has no $1, which stands for the user's name: write it where the name belongs, and"
              + " keep the shell from taking it for its own");
    }
  }
}
