package dev.lagrange.driver.connection;

import dev.lagrange.control.session.Session;
import java.util.Arrays;
import javax.transaction.xa.Xid;

/**
 * A branch of a distributed transaction.
 *
 * @param xid its name
 * @param work the session that it works in
 * @param thread who began it
 * @param readers whose reads have to see what it commits
 * @param changesCatalog whether it does, once it is prepared
 */
record Branch(
    Xid xid, LogicalSession work, Thread thread, Session readers, boolean changesCatalog) {

  Branch preparedWith(boolean changes) {
    return new Branch(xid, work, thread, readers, changes);
  }

  /**
   * Managers make a new object of a name as they please, of classes that do not know each other.
   */
  boolean is(Xid other) {
    return xid.getFormatId() == other.getFormatId()
        && Arrays.equals(xid.getGlobalTransactionId(), other.getGlobalTransactionId())
        && Arrays.equals(xid.getBranchQualifier(), other.getBranchQualifier());
  }
}
