package dev.lagrange.driver.connection;

import dev.lagrange.control.AsynchronousCommits;
import dev.lagrange.control.cluster.Cluster;
import dev.lagrange.driver.node.CommitSetting;
import dev.lagrange.driver.node.Lease;
import dev.lagrange.routing.consistency.ConsistencyLevel;
import dev.lagrange.routing.option.OptionTable;
import dev.lagrange.routing.option.WeakWrites;
import dev.lagrange.routing.policy.Level;
import dev.lagrange.routing.sql.Classification;
import dev.lagrange.routing.sql.StatementKind;
import dev.lagrange.routing.sql.TransactionControl;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Has weak writes, and nothing else, acknowledged before they are durable: {@code
 * weakWrites=async}. Outside of transactions that is a setting of the physical connection, which
 * remembers it; whatever else is to run there first takes it back. A transaction has it for itself,
 * until the first statement that is more than weak: it is as durable as its strictest write.
 *
 * <p>Where somebody else may have set or may write what is not seen here, nothing is touched: on
 * pinned connections, on those behind rows that can be updated, and in transactions with a SET of
 * their own. Confined to one logical connection.
 */
final class WeakCommits {

  private final @Nullable AsynchronousCommits how;
  private final SessionPin pin;

  WeakCommits(Cluster cluster, SessionPin pin) {
    boolean synchronous = cluster.options().get(OptionTable.WEAK_WRITES) == WeakWrites.SYNC;
    this.how = synchronous ? null : cluster.vendor().asynchronousCommits();
    this.pin = pin;
  }

  /**
   * A statement is about to run while no transaction is open; it may begin one. One round trip if
   * the connection was used otherwise before.
   */
  void outside(Lease lease, Level level, Classification what, boolean begins) throws SQLException {
    if (how == null) {
      return;
    }
    CommitSetting setting = lease.stamped().commits();
    boolean weak = isWeak(level);
    if (weak && !begins && what.isPlainWrite() && mayBeSet(lease) && isDirect(lease)) {
      setting.begin(how, lease.connection());
    } else if (begins || !weak || !what.isRead()) {
      setting.end(how, lease.connection());
    }
  }

  /** What is not seen here is about to use a connection. */
  void end(Lease lease) throws SQLException {
    if (how != null) {
      lease.stamped().commits().end(how, lease.connection());
    }
  }

  /**
   * A statement is about to run in a transaction on the primary. One round trip for the first weak
   * write, and for the first other statement after it.
   */
  void within(LogicalTransaction open, Level level, Classification what) throws SQLException {
    if (how == null || what.isRead()) {
      return;
    }
    if (what.transaction() == TransactionControl.OTHER) {
      beforeSavepoint(open);
    }
    if (what.kind() == StatementKind.TRANSACTION) {
      return;
    }
    Lease lease = open.lease();
    if (isWeak(level) && what.isPlainWrite()) {
      if (open.mayCommitAsynchronously() && mayBeSet(lease)) {
        open.commitsAsynchronously(how.beginInTransaction(lease.connection()));
      }
      return;
    }
    if (isWeak(level) && what.kind() == StatementKind.SESSION) {
      open.commitsOnlyIfDurable(); // what it sets for itself is its own affair from here on
    } else {
      endWithin(open);
    }
  }

  /**
   * A savepoint may be set. It would bring back at any time how the transaction commits, also in
   * one text with a write that has to be durable; so no savepoint remembers that it need not be.
   */
  void beforeSavepoint(LogicalTransaction open) throws SQLException {
    if (open.wasAsynchronous()) {
      endWithin(open);
    }
  }

  /**
   * What has to be durable is about to run in a transaction. One round trip if it might not be. A
   * transaction that failed has nothing to commit before it is back at a savepoint, none of which
   * remembers that it need not be durable.
   */
  void endWithin(LogicalTransaction open) throws SQLException {
    String before = open.commitsOnlyIfDurable();
    if (how != null && before != null && !open.lease().inFailedTransaction()) {
      how.endInTransaction(open.lease().connection(), before);
      open.isDurable();
    }
  }

  /** Whether what was just acknowledged outside of a transaction may not be durable yet. */
  boolean mayBeAsynchronous(Lease lease) {
    return lease.stamped().commits().mayBeAsynchronous();
  }

  private boolean mayBeSet(Lease lease) {
    return !pin.isSet() && !lease.isWrittenThroughRows();
  }

  /** A pooler in between could give the server's session to somebody else. */
  private static boolean isDirect(Lease lease) {
    return lease.stamp().run() != null;
  }

  private static boolean isWeak(Level level) {
    return level.consistency().level() == ConsistencyLevel.WEAK;
  }
}
