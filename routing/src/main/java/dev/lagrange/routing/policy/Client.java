package dev.lagrange.routing.policy;

import java.util.List;

/**
 * Whose statements these are. Immutable.
 *
 * @param user the database user
 * @param application the name the application gives itself; empty if it gives none
 * @param searchPath the schemas in which a name without a schema is looked for, as far as known
 */
public record Client(String user, String application, List<String> searchPath) {

  /** Copies the search path. */
  public Client {
    searchPath = List.copyOf(searchPath);
  }
}
