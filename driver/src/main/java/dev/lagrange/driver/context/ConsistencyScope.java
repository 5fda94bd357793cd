package dev.lagrange.driver.context;

import dev.lagrange.routing.consistency.Consistency;
import org.jspecify.annotations.Nullable;

/**
 * A block of code in which statements have a level, unless they or their transaction claim another:
 *
 * <pre>{@code
 * try (var scope = ConsistencyScope.open(Consistency.bounded(Duration.ofSeconds(5)))) {
 *   ...
 * }
 * }</pre>
 *
 * Scopes nest. One belongs to the thread that opened it, which has to close it.
 */
public final class ConsistencyScope implements AutoCloseable {

  private static final ThreadLocal<@Nullable ConsistencyScope> CURRENT = new ThreadLocal<>();

  private final Consistency consistency;
  private final @Nullable ConsistencyScope outer;

  private ConsistencyScope(Consistency consistency, @Nullable ConsistencyScope outer) {
    this.consistency = consistency;
    this.outer = outer;
  }

  /** Begins a block on this thread. */
  public static ConsistencyScope open(Consistency consistency) {
    ConsistencyScope scope = new ConsistencyScope(consistency, CURRENT.get());
    CURRENT.set(scope);
    return scope;
  }

  /** The level of the block that this thread is in; null outside of any. */
  public static @Nullable Consistency current() {
    ConsistencyScope scope = CURRENT.get();
    return scope == null ? null : scope.consistency;
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
