package dev.lagrange.verifier.workload;

import dev.lagrange.verifier.target.Reply;
import org.jspecify.annotations.Nullable;

/**
 * Who may do the operations of a session.
 *
 * @param own the session's own client
 * @param other a client in another process; null if there is none
 */
record Hands(Hand own, @Nullable Remote other) {

  /** Does an operation, starting from a token. */
  interface Hand {
    Reply perform(Task task, @Nullable String token);
  }

  /** Has registers written and read elsewhere. */
  interface Remote {
    Reply write(String key, @Nullable String token);

    Reply read(String key, @Nullable String token);
  }
}
