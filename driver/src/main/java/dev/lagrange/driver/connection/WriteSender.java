package dev.lagrange.driver.connection;

import dev.lagrange.control.AsynchronousCommits;
import dev.lagrange.control.cluster.Cluster;
import dev.lagrange.control.session.Session;
import dev.lagrange.control.session.WriteMark;
import dev.lagrange.driver.node.Lease;
import dev.lagrange.routing.error.SqlState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends writes that nobody waits for: many in one transaction, which costs two round trips. If the
 * server refuses one of them, all are rolled back and sent again, each for itself, so that a bad
 * row takes no other with it. That is safe, since a rolled back transaction has done nothing; where
 * the commit itself was not answered, nothing is sent again. Stateless; blocks while the server
 * does.
 */
final class WriteSender {

  private final Cluster cluster;
  private final @Nullable AsynchronousCommits how;

  WriteSender(Cluster cluster) {
    this.cluster = cluster;
    this.how = cluster.vendor().asynchronousCommits();
  }

  /**
   * Sends them; whatever becomes of each is counted.
   *
   * @return false if the connection was lost and none of them took place: they may be sent again
   */
  boolean send(Lease lease, List<QueuedWrite> writes) {
    try {
      return together(lease, writes);
    } catch (SQLException e) {
      if (writes.size() == 1) {
        failed(lease, writes, state(e));
        return true;
      }
    }
    for (int i = 0; i < writes.size(); i++) {
      List<QueuedWrite> one = writes.subList(i, i + 1);
      try {
        if (!together(lease, one)) {
          failed(lease, writes.subList(i, writes.size()), SqlState.NODE_LOST.code());
          return true;
        }
      } catch (SQLException e) {
        failed(lease, one, state(e));
      }
    }
    return true;
  }

  /** Throws if the server refused, and nothing of it took place. */
  private boolean together(Lease lease, List<QueuedWrite> writes) throws SQLException {
    if (lease.isBroken()) {
      return false;
    }
    Connection connection = lease.connection();
    boolean committing = false;
    try {
      if (how != null && lease.stamp().run() != null && !lease.isWrittenThroughRows()) {
        lease.stamped().commits().begin(how, connection);
      }
      connection.setAutoCommit(false);
      executeAll(connection, writes);
      committing = true;
      connection.commit();
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      if (!Failure.isConnectionLost(e, lease)) {
        undo(lease);
        throw e;
      }
      lease.broken();
      if (!committing) {
        return false;
      }
      saw(lease, writes);
      failed(lease, writes, SqlState.OUTCOME_UNKNOWN.code());
      return true;
    }
    saw(lease, writes);
    writes.forEach(write -> cluster.weakBacklog().acknowledged());
    return true;
  }

  private static void undo(Lease lease) {
    try {
      lease.connection().rollback();
      lease.connection().setAutoCommit(true);
    } catch (SQLException e) {
      // Lost with its connection, a transaction is rolled back too.
      lease.broken();
    }
  }

  private static void executeAll(Connection connection, List<QueuedWrite> writes)
      throws SQLException {
    try {
      execute(connection, writes);
    } catch (RuntimeException e) {
      // As if refused: the transaction must be rolled back before anybody else gets it.
      throw new SQLException("a queued weak write could not be sent", "HY000", e);
    }
  }

  private static void execute(Connection connection, List<QueuedWrite> writes) throws SQLException {
    if (writes.get(0).parameters() == null) {
      try (Statement statement = connection.createStatement()) {
        for (QueuedWrite write : writes) {
          statement.addBatch(write.sql());
        }
        statement.executeBatch();
      }
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(writes.get(0).sql())) {
      for (QueuedWrite write : writes) {
        List<SqlAction<PreparedStatement>> parameters = write.parameters();
        for (SqlAction<PreparedStatement> parameter :
            parameters == null ? List.<SqlAction<PreparedStatement>>of() : parameters) {
          parameter.on(statement);
        }
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  /** From now on, what is sampled of the primary covers them. */
  private void saw(Lease lease, List<QueuedWrite> writes) {
    long now = cluster.ticker().read();
    WriteMark mark = new WriteMark(now, lease.stamp().run(), true, cluster.monitor().newestKnown());
    Session last = null;
    for (QueuedWrite write : writes) {
      Session session = write.session();
      if (session != null && !session.equals(last)) {
        session.wrote(mark);
      }
      last = session;
    }
  }

  private void failed(Lease lease, List<QueuedWrite> writes, String state) {
    writes.forEach(write -> cluster.weakBacklog().failed(lease.node(), state));
  }

  private static String state(SQLException e) {
    SQLException cause = e;
    while (cause.getNextException() != null) {
      cause = cause.getNextException();
    }
    String state = cause.getSQLState();
    return state == null ? "HY000" : state;
  }
}
