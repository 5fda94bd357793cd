package dev.lagrange.driver.connection;

import dev.lagrange.control.TwoPhaseCommit;
import dev.lagrange.control.session.Session;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction manager drives: one branch after the other, each a transaction on the
 * cluster's primary, or on a replica if it is declared read-only. A branch that has only read votes
 * so, and needs no second phase. One that is prepared belongs to the cluster: it is finished on
 * whichever server is the primary then, over any connection.
 *
 * <p>Follows the X/Open specification "Distributed Transaction Processing: The XA Specification"
 * (1991) as {@link XAResource} has it. Branches do not interleave on one connection; a suspended
 * one goes on with {@code TMRESUME} or {@code TMJOIN}.
 *
 * <p>Its manager's threads call one after the other. Only {@link #rollback} may come while another
 * thread works in the branch, as it does when a transaction takes too long: it then breaks the
 * branch's connection, so that nothing that thread still runs can take place outside of it.
 */
final class BranchResource implements XAResource {

  private final XaSessions sessions;
  private final TwoPhaseCommit twoPhase;
  private final SecondPhase secondPhase;
  private volatile @Nullable Branch branch;
  private final List<Branch> prepared = new CopyOnWriteArrayList<>();

  BranchResource(XaSessions sessions, TwoPhaseCommit twoPhase) {
    this.sessions = sessions;
    this.twoPhase = twoPhase;
    this.secondPhase = new SecondPhase(sessions);
  }

  /** Whether a branch works in a session. */
  boolean isWorkingIn(LogicalSession session) {
    Branch current = branch;
    return current != null && current.work() == session;
  }

  @Override
  public void start(Xid xid, int flags) throws XAException {
    switch (flags) {
      case TMNOFLAGS -> begin(xid);
      case TMJOIN, TMRESUME -> goOn(xid);
      default -> throw XaFailure.of(XAException.XAER_INVAL, "start does not know flags " + flags);
    }
  }

  private void begin(Xid xid) throws XAException {
    Branch other = branch;
    if (other != null) {
      throw XaFailure.of(
          other.is(xid) ? XAException.XAER_DUPID : XAException.XAER_PROTO,
          "Branch "
              + other.xid()
              + " is open on this connection: end, then prepare, commit or roll"
              + " it back, or take another connection");
    }
    try {
      LogicalSession work = sessions.current();
      Session readers = work.state().binding().session();
      if (!work.transactions().beginBranch()) {
        throw XaFailure.of(
            XAException.XAER_OUTSIDE,
            "A transaction is open on this connection: commit or roll it back first");
      }
      branch = new Branch(xid, work, Thread.currentThread(), readers, false);
    } catch (SQLException e) {
      throw XaFailure.inSecondPhase(e);
    }
  }

  private void goOn(Xid xid) throws XAException {
    Branch current = branch(xid);
    if (mode(current).isAssociated()) {
      throw XaFailure.of(XAException.XAER_PROTO, "Branch " + xid + " has not ended");
    }
    mode(current).associate();
    branch = new Branch(xid, current.work(), Thread.currentThread(), current.readers(), false);
  }

  @Override
  public void end(Xid xid, int flags) throws XAException {
    if (flags != TMSUCCESS && flags != TMFAIL && flags != TMSUSPEND) {
      throw XaFailure.of(XAException.XAER_INVAL, "end does not know flags " + flags);
    }
    Branch current = branch(xid);
    boolean again = !mode(current).isAssociated() && flags == TMSUSPEND;
    if (again) {
      throw XaFailure.of(XAException.XAER_PROTO, "Branch " + xid + " is suspended already");
    }
    mode(current).dissociate();
    if (flags == TMFAIL) {
      mode(current).setRollbackOnly();
    }
  }

  private static BranchMode mode(Branch branch) {
    return branch.work().transactions().branch();
  }

  private Branch branch(Xid xid) throws XAException {
    Branch current = branch;
    if (current == null || !current.is(xid)) {
      throw XaFailure.of(
          XAException.XAER_NOTA, "Branch " + xid + " is not open on this connection");
    }
    return current;
  }

  private Branch ended(Xid xid) throws XAException {
    Branch current = branch(xid);
    if (mode(current).isAssociated()) {
      throw XaFailure.of(
          XAException.XAER_PROTO, "Branch " + xid + " has not ended: call end first");
    }
    return current;
  }

  /** Nothing is prepared if {@code XA_RDONLY} is returned or any error but a lost connection. */
  @Override
  public int prepare(Xid xid) throws XAException {
    Branch current = ended(xid);
    LogicalSession work = current.work();
    Transactions transactions = work.transactions();
    boolean changes = work.router().changesCatalog();
    try {
      work.router()
          .end(() -> transactions.prepareBranch(connection -> twoPhase.prepare(connection, xid)));
      if (!mode(current).isPrepared()) {
        return XA_RDONLY;
      }
      prepared.add(current.preparedWith(changes));
      return XA_OK;
    } catch (SQLException e) {
      throw XaFailure.inFirstPhase(e);
    } finally {
      over(current);
    }
  }

  @Override
  public void commit(Xid xid, boolean onePhase) throws XAException {
    if (onePhase) {
      commitAtOnce(ended(xid));
      return;
    }
    checkPrepared(xid);
    secondPhase.commit(connection -> twoPhase.commit(connection, xid), prepared(xid));
    prepared.removeIf(known -> known.is(xid));
  }

  private void commitAtOnce(Branch current) throws XAException {
    LogicalSession work = current.work();
    try {
      work.state().checkBinding();
      commitAtOnce(work, current.readers());
    } catch (SQLException e) {
      throw XaFailure.inFirstPhase(e);
    } finally {
      over(current);
    }
  }

  private static void commitAtOnce(LogicalSession work, Session readers) throws SQLException {
    LogicalTransaction open = work.transactions().open();
    try {
      work.router().end(work.transactions()::commitBranch);
    } finally {
      if (open != null) {
        work.router().unrouted().committed(open, readers);
      }
    }
  }

  private @Nullable Branch prepared(Xid xid) {
    return prepared.stream().filter(known -> known.is(xid)).findFirst().orElse(null);
  }

  private void checkPrepared(Xid xid) throws XAException {
    Branch current = branch;
    if (current != null && current.is(xid)) {
      throw XaFailure.of(XAException.XAER_PROTO, "Branch " + xid + " is not prepared yet");
    }
  }

  @Override
  public void rollback(Xid xid) throws XAException {
    Branch current = branch;
    if (current == null || !current.is(xid)) {
      secondPhase.run(connection -> twoPhase.rollback(connection, xid));
      prepared.removeIf(known -> known.is(xid));
      return;
    }
    if (Thread.currentThread() != current.thread()) {
      branch = null;
      sessions.abandon(current.work());
      return;
    }
    LogicalSession work = current.work();
    try {
      work.router().end(work.transactions()::rollback);
    } catch (SQLException e) {
      throw XaFailure.inFirstPhase(e);
    } finally {
      over(current);
    }
  }

  private void over(Branch ended) {
    branch = null;
    try {
      ended.work().transactions().endBranch();
    } catch (SQLException e) {
      // What it did is rolled back with its connection, which is lost.
    }
    sessions.branchOver(ended.work());
  }

  /** Those prepared in the database, whoever did it. Blocks for a question to the primary. */
  @Override
  public Xid[] recover(int flags) throws XAException {
    if ((flags & ~(TMSTARTRSCAN | TMENDRSCAN)) != 0) {
      throw XaFailure.of(XAException.XAER_INVAL, "recover does not know flags " + flags);
    }
    return (flags & TMSTARTRSCAN) == 0 ? new Xid[0] : secondPhase.prepared(twoPhase);
  }

  /** Nothing is ever decided without the manager, so that there is nothing to forget. */
  @Override
  public void forget(Xid xid) {}

  @Override
  public boolean isSameRM(XAResource other) {
    return other == this;
  }

  @Override
  public int getTransactionTimeout() {
    return 0;
  }

  /** There is no such limit here: the manager rolls back when its own is over. */
  @Override
  public boolean setTransactionTimeout(int seconds) {
    return false;
  }
}
