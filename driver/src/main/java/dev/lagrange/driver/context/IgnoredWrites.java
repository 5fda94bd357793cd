package dev.lagrange.driver.context;

import org.jspecify.annotations.Nullable;

/**
 * A block of code whose writes do not become part of what its session has to see: audit rows,
 * access logs. Without it, each page view that leaves such a row would send the reads that follow
 * to the primary, until a replica has the row.
 *
 * <pre>{@code
 * try (var ignored = IgnoredWrites.open()) {
 *   ...
 * }
 * }</pre>
 *
 * <p>What is written stays as durable as elsewhere. A transaction is ignored only if all that it
 * wrote is. What returns rows (RETURNING, a call of a function) has shown them, as any read on the
 * primary; so has BEGIN or COMMIT in SQL: use those of JDBC. What may have changed the session, or
 * is not understood, counts as ever. With {@code sessionScope=cluster} an eventual read sees the
 * primary's position when it arrives, and so these writes too: there, only the report that a write
 * may be lost (LG002) leaves them out.
 *
 * <p>Blocks nest. One belongs to the thread that opened it, which has to close it.
 */
public final class IgnoredWrites implements AutoCloseable {

  private static final ThreadLocal<@Nullable IgnoredWrites> CURRENT = new ThreadLocal<>();

  private final @Nullable IgnoredWrites outer;

  private IgnoredWrites(@Nullable IgnoredWrites outer) {
    this.outer = outer;
  }

  /** Begins a block on this thread. */
  public static IgnoredWrites open() {
    IgnoredWrites block = new IgnoredWrites(CURRENT.get());
    CURRENT.set(block);
    return block;
  }

  /** Whether this thread is in such a block. */
  public static boolean isOpen() {
    return CURRENT.get() != null;
  }

  /** Ends the block, and every block within it that was left open. */
  @Override
  public void close() {
    if (outer == null) {
      CURRENT.remove();
    } else {
      CURRENT.set(outer);
    }
  }
}
