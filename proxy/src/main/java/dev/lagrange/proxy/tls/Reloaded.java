package dev.lagrange.proxy.tls;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is made of files that may change: by their last good version. Thread-safe.
 *
 * @param <T> what is made of them
 * @param <E> what is thrown if they are bad
 */
public final class Reloaded<T, E extends Exception> {

  /** Some files, as they are at one moment. */
  public interface Version<T, E extends Exception> {

    /** What is in each of them, in an order that stays. */
    List<byte[]> content();

    /** Makes of them what they are for. */
    T make() throws E;
  }

  /** Reads the files. Blocks. */
  @FunctionalInterface
  public interface Source<T, E extends Exception> {

    /**
     * The files as they are now. Blocks.
     *
     * @throws E if they are bad
     */
    Version<T, E> read() throws E;
  }

  private static final Logger log = LoggerFactory.getLogger(Reloaded.class);

  private final String what;
  private final Source<T, E> source;
  private final ReentrantLock checking = new ReentrantLock();
  private volatile T current;
  private byte[] seen; // by checking
  private @Nullable String told; // by checking

  /**
   * Reads the files for the first time. Blocks.
   *
   * @param what is made of them, for the log
   * @throws E if they are bad
   */
  public Reloaded(String what, Source<T, E> source) throws E {
    this.what = what;
    this.source = source;
    Version<T, E> first = source.read();
    this.seen = digest(first);
    this.current = first.make();
  }

  /** By the last good version. Does not block. */
  public T get() {
    return current;
  }

  /**
   * Looks at the files. A bad version is told of once, and changes nothing. Blocks for small files.
   *
   * @return whether another version is in force since
   */
  public boolean check() {
    checking.lock();
    try {
      Version<T, E> version = source.read();
      told = null;
      byte[] now = digest(version);
      if (!Arrays.equals(now, seen)) {
        // a bad version is as much seen as a good one
        seen = now;
        current = version.make();
        log.info("{}: another version is in force", what);
        return true;
      }
    } catch (Exception e) {
      // a provider of Java's may throw others than ours, and whoever looks has to go on
      if (!e.toString().equals(told)) {
        told = e.toString();
        log.warn("{}: what was read last stays in force. {}", what, e.getMessage());
      }
    } finally {
      checking.unlock();
    }
    return false;
  }

  /** So that no key is kept that TLS does not need. */
  private static byte[] digest(Version<?, ?> version) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] file : version.content()) {
        digest.update(MessageDigest.getInstance("SHA-256").digest(file));
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
