package dev.lagrange.driver.node;

import dev.lagrange.control.SessionVariables;
import dev.lagrange.control.session.SessionSettings;
import dev.lagrange.routing.error.SqlState;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import org.jspecify.annotations.Nullable;

/**
 * Which settings of sessions a physical connection was given. They are remembered beyond a return
 * to the pool, so that a session with the same ones costs no round trip; whoever comes next is
 * given its own before anything else runs. Confined to whoever has the connection.
 */
public final class GivenSettings {

  private SessionSettings given = SessionSettings.NONE;
  private boolean unknown;

  GivenSettings() {}

  boolean isNone() {
    return given.isEmpty() && !unknown;
  }

  boolean are(SessionSettings wanted) {
    return !unknown && given.equals(wanted);
  }

  /** Gives a connection that is in no transaction all that a session has set, and nothing else. */
  void become(SessionSettings wanted, @Nullable SessionVariables how, Connection connection)
      throws SQLException {
    if (how == null || unknown) {
      throw new SQLFeatureNotSupportedException(
          "The settings of the session cannot be given to this connection",
          SqlState.NOT_SUPPORTED.code());
    }
    SessionSettings before = given;
    unknown = true;
    how.set(connection, wanted.from(before));
    given = wanted;
    unknown = false;
  }

  /** A statement of the session itself left it with these. */
  public void became(SessionSettings now) {
    given = now;
  }

  /** One was set in another way, which has to be taken back by a reset. */
  public void forget(String name) {
    given = given.without(name);
  }

  /** The server made the whole session as new. */
  void wasReset() {
    given = SessionSettings.NONE;
    unknown = false;
  }
}
