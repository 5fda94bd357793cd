package dev.lagrange.driver.connection;

import dev.lagrange.control.TwoPhaseCommit;
import dev.lagrange.control.session.Session;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.transaction.xa.XAException;
import javax.transaction.xa.Xid;
import org.jspecify.annotations.Nullable;

/** What is done with prepared transactions, on whichever server is the primary now. */
final class SecondPhase {

  private final XaSessions sessions;

  SecondPhase(XaSessions sessions) {
    this.sessions = sessions;
  }

  /**
   * Commits one.
   *
   * @param branch what is known of it here; null if it was prepared elsewhere
   */
  void commit(SqlAction<Connection> how, @Nullable Branch branch) throws XAException {
    onPrimary(
        work -> {
          try {
            Session readers = branch == null ? null : branch.readers();
            work.router().unrouted().commitPrepared(how, readers);
          } finally {
            if (branch == null || branch.changesCatalog()) {
              work.cluster().catalogChanged();
            }
          }
        });
  }

  /** Rolls one back, or asks. */
  void run(SqlAction<Connection> how) throws XAException {
    onPrimary(work -> work.router().unrouted().onPrimary(how));
  }

  /** All of the database. */
  Xid[] prepared(TwoPhaseCommit twoPhase) throws XAException {
    List<Xid> known = new ArrayList<>();
    run(connection -> known.addAll(twoPhase.prepared(connection)));
    return known.toArray(Xid[]::new);
  }

  private void onPrimary(SqlAction<LogicalSession> task) throws XAException {
    try {
      LogicalSession work = sessions.fresh();
      try {
        task.on(work);
      } finally {
        work.close();
      }
    } catch (SQLException e) {
      throw XaFailure.inSecondPhase(e);
    }
  }
}
