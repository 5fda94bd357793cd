package dev.lagrange.control.policy;

import dev.lagrange.control.EverySecond;
import dev.lagrange.routing.event.RoutingListener;
import dev.lagrange.routing.policy.Policy;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the policy of a file in force: when the file changes it is read again, and if that version
 * is bad, or there is none, the one before stays. Thread-safe; one daemon thread while the policy
 * may change, ended by {@link #close}.
 */
public final class PolicyWatch implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(PolicyWatch.class);

  private final PolicyFile file;
  private final RoutingListener listener;
  private final Consumer<Policy> user;
  private final ReentrantLock checking = new ReentrantLock();
  private byte[] seen;
  private @Nullable String unreadable;
  private @Nullable EverySecond looking;

  /** A watch that looks only when {@link #check} is called. */
  PolicyWatch(PolicyFile file, RoutingListener listener, Consumer<Policy> user) {
    this.file = file;
    this.listener = listener;
    this.user = user;
    this.seen = file.bytes();
    user.accept(file.parse(seen));
  }

  /**
   * Reads a policy and hands it to its user, as it does each later version that is good.
   *
   * @param user called here at first, then on the watch's thread
   * @throws IllegalArgumentException as {@link PolicyFile#read}
   */
  public static PolicyWatch start(
      PolicyFile file, RoutingListener listener, Consumer<Policy> user) {
    PolicyWatch watch = new PolicyWatch(file, listener, user);
    if (file.mayChange()) {
      // the file is small: reading it is cheaper than trusting times and sizes
      watch.looking = EverySecond.start("lagrange-policy", watch::check);
    }
    return watch;
  }

  /** Looks at once whether the file has changed. True if another version is in force since. */
  public boolean check() {
    checking.lock();
    try {
      byte[] now = bytes();
      return now != null && !Arrays.equals(now, seen) && take(now);
    } finally {
      checking.unlock();
    }
  }

  /** Null if there is nothing to read, which is told of once. */
  private byte @Nullable [] bytes() {
    try {
      byte[] now = file.bytes();
      unreadable = null;
      return now;
    } catch (IllegalArgumentException e) {
      if (!String.valueOf(e.getMessage()).equals(unreadable)) {
        unreadable = String.valueOf(e.getMessage());
        refuse(unreadable);
      }
      return null;
    }
  }

  private boolean take(byte[] now) {
    // A bad version is as much seen as a good one: it is told of once.
    seen = now;
    try {
      user.accept(file.parse(now));
    } catch (IllegalArgumentException e) {
      refuse(String.valueOf(e.getMessage()));
      return false;
    }
    log.info("policy={} another version is in force", file);
    listener.policyChanged();
    return true;
  }

  private void refuse(String why) {
    log.error("The policy that was read last stays in force. {}", why);
    listener.policyRefused(why);
  }

  /** Stops watching. The policy that was read last stays in force. */
  @Override
  public void close() {
    if (looking != null) {
      looking.close();
    }
  }
}
