package dev.lagrange.applications;

import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;

/** A branch whose process dies once it is prepared, or before it is committed. */
final class DyingBranch implements XAResource {

  static final int KILLED = 137;

  private final XAResource branch;
  private final String deadlyCall;

  DyingBranch(XAResource branch, String deadlyCall) {
    this.branch = branch;
    this.deadlyCall = deadlyCall;
  }

  private void dieAt(String call) {
    if (call.equals(deadlyCall)) {
      Runtime.getRuntime().halt(KILLED);
    }
  }

  @Override
  public int prepare(Xid xid) throws XAException {
    int vote = branch.prepare(xid);
    dieAt("prepare");
    return vote;
  }

  @Override
  public void commit(Xid xid, boolean onePhase) throws XAException {
    dieAt("commit");
    branch.commit(xid, onePhase);
  }

  @Override
  public void start(Xid xid, int flags) throws XAException {
    branch.start(xid, flags);
  }

  @Override
  public void end(Xid xid, int flags) throws XAException {
    branch.end(xid, flags);
  }

  @Override
  public void rollback(Xid xid) throws XAException {
    branch.rollback(xid);
  }

  @Override
  public void forget(Xid xid) throws XAException {
    branch.forget(xid);
  }

  @Override
  public Xid[] recover(int flags) throws XAException {
    return branch.recover(flags);
  }

  @Override
  public boolean isSameRM(XAResource other) {
    return other == this;
  }

  @Override
  public int getTransactionTimeout() throws XAException {
    return branch.getTransactionTimeout();
  }

  @Override
  public boolean setTransactionTimeout(int seconds) throws XAException {
    return branch.setTransactionTimeout(seconds);
  }
}
