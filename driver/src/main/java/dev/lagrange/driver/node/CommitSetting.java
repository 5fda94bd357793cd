package dev.lagrange.driver.node;

import dev.lagrange.control.AsynchronousCommits;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Whether what commits on a physical connection, outside of transactions that were begun, is
 * acknowledged before it is durable. It is remembered beyond a return to the pool, so that a
 * connection which is used in the same way again costs no round trip. Confined to whoever has the
 * connection.
 */
public final class CommitSetting {

  private enum State {
    AS_OPENED,
    ASYNCHRONOUS,
    UNKNOWN
  }

  private State state = State.AS_OPENED;

  CommitSetting() {}

  /** Whether commits may be acknowledged before they are durable because this asked for it. */
  public boolean mayBeAsynchronous() {
    return state != State.AS_OPENED;
  }

  /** From now on they are. One round trip, if they were not. */
  public void begin(AsynchronousCommits how, Connection connection) throws SQLException {
    if (state != State.ASYNCHRONOUS) {
      state = State.UNKNOWN;
      how.begin(connection);
      state = State.ASYNCHRONOUS;
    }
  }

  /** From now on they are as the connection had it when it was opened. One round trip, if not. */
  public void end(AsynchronousCommits how, Connection connection) throws SQLException {
    if (state != State.AS_OPENED) {
      state = State.UNKNOWN;
      how.end(connection);
      state = State.AS_OPENED;
    }
  }

  /** The server made the whole session as new. */
  void wasReset() {
    state = State.AS_OPENED;
  }
}
