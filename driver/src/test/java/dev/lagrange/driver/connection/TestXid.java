package dev.lagrange.driver.connection;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import javax.transaction.xa.Xid;

/** A branch's name; as those of managers, it is equal to nothing but itself. */
public final class TestXid implements Xid {

  private static final AtomicInteger LAST = new AtomicInteger();

  private final String global;

  private TestXid(String global) {
    this.global = global;
  }

  public static TestXid next() {
    return new TestXid("transfer " + LAST.incrementAndGet());
  }

  /** Another object with the same name. */
  public TestXid again() {
    return new TestXid(global);
  }

  @Override
  public int getFormatId() {
    return 4711;
  }

  @Override
  public byte[] getGlobalTransactionId() {
    return global.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] getBranchQualifier() {
    return new byte[] {1, 0, -1};
  }

  @Override
  public String toString() {
    return global;
  }
}
