package dev.lagrange.proxy.wire;

import java.security.MessageDigest;

/**
 * By what a connection's statement may be cancelled over another connection: the number of its
 * process, and a secret of 4 to 256 bytes. Immutable.
 */
public final class CancelKey {

  /** No process has such a number. */
  private static final int PASSED_ON = Integer.MIN_VALUE;

  private final int pid;
  private final byte[] secret;

  /** Of a process; the secret is not copied. */
  public CancelKey(int pid, byte[] secret) {
    this.pid = pid;
    this.secret = secret;
  }

  /** The number of the process. */
  public int pid() {
    return pid;
  }

  byte[] secret() {
    return secret;
  }

  /** Whether somebody else has the same; takes as long if not. */
  public boolean isSame(CancelKey other) {
    return pid == other.pid && MessageDigest.isEqual(secret, other.secret);
  }

  /** The same, marked: whoever gets it passes it on to nobody. */
  public CancelKey passedOn() {
    return new CancelKey(pid | PASSED_ON, secret);
  }

  /** Whether it is so marked. */
  public boolean isPassedOn() {
    return pid < 0;
  }

  /** The same as it was given, without a mark. */
  public CancelKey asGiven() {
    return isPassedOn() ? new CancelKey(pid & ~PASSED_ON, secret) : this;
  }

  @Override
  public String toString() {
    return "CancelKey[" + pid + ", secret hidden]";
  }
}
