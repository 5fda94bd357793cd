package dev.lagrange.verifier.target;

import dev.lagrange.routing.route.Reason;
import dev.lagrange.verifier.history.Place;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Which server ran a statement, as it says itself in the same statement: nobody between can be
 * wrong about it. Immutable.
 *
 * @param name its {@code cluster_name}; of one without, the address it listens at
 * @param replica whether it is in recovery
 */
public record Server(String name, boolean replica) {

  /** A column for the end of a SELECT or RETURNING list, on PostgreSQL 14 or newer. */
  public static final String COLUMN =
      "current_setting('in_hot_standby') || ' ' || coalesce(nullif(current_setting('cluster_name'),"
          + " ''), current_setting('listen_addresses') || ':' || current_setting('port'))";

  private static final String IN_RECOVERY = "on ";

  /** Reads {@link #COLUMN}. */
  public static Server of(ResultSet row, int column) throws SQLException {
    String text = row.getString(column);
    return new Server(text.substring(text.indexOf(' ') + 1), text.startsWith(IN_RECOVERY));
  }

  /** With what the driver or the proxy said of it; null if nobody did. */
  public Place because(@Nullable Reason reason) {
    if (reason == null) {
      return new Place(name, replica, null);
    }
    return new Place(name, replica, reason.sentence(), reason == Reason.STAND_IN);
  }
}
