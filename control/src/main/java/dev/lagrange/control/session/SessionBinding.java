package dev.lagrange.control.session;

import dev.lagrange.routing.consistency.SessionScope;
import dev.lagrange.routing.position.Position;
import org.jspecify.annotations.Nullable;

/**
 * The session that one statement belongs to.
 *
 * @param scope whose writes count
 * @param session what was written and seen there
 * @param trail where it read last
 * @param carried what the logical connection was given as a token; null if nothing
 */
public record SessionBinding(
    SessionScope scope, Session session, ReadTrail trail, @Nullable Position carried) {

  /** The same, with one token more. */
  public SessionBinding carrying(Position more) {
    return new SessionBinding(scope, session, trail, carried == null ? more : carried.join(more));
  }
}
