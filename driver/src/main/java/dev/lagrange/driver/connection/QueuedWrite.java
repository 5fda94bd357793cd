package dev.lagrange.driver.connection;

import dev.lagrange.control.session.Session;
import java.sql.PreparedStatement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A write that waits to be sent. Immutable.
 *
 * @param sql its text
 * @param parameters how each parameter is set; null if the text was not prepared
 * @param size about how many bytes it takes
 * @param session the session that has to see it; null if none has to
 */
record QueuedWrite(
    String sql,
    @Nullable List<SqlAction<PreparedStatement>> parameters,
    long size,
    @Nullable Session session) {

  /** Whether both can be sent in one batch of the driver. */
  boolean goesWith(QueuedWrite other) {
    return parameters == null
        ? other.parameters == null
        : other.parameters != null && sql.equals(other.sql);
  }
}
