package dev.lagrange.control.session;

import dev.lagrange.routing.position.Position;
import dev.lagrange.routing.route.Reason;
import org.jspecify.annotations.Nullable;

/**
 * What a replica must show to serve a read.
 *
 * @param position that much at least; null if anything will do
 * @param reason the reason of a route to a replica that does
 */
public record Floor(@Nullable Position position, Reason reason) {

  static final Floor NONE = new Floor(null, Reason.ANY_LIVE);
  static final Floor UNATTAINABLE = new Floor(null, Reason.BOUND_NOT_PROVABLE);

  /** Whether no replica can be proved to reach it, however long one waits. */
  public boolean isUnattainable() {
    return reason == Reason.BOUND_NOT_PROVABLE;
  }

  /** The same floor, raised. */
  public Floor join(@Nullable Position more) {
    if (more == null || isUnattainable()) {
      return this;
    }
    return new Floor(position == null ? more : position.join(more), reason);
  }
}
