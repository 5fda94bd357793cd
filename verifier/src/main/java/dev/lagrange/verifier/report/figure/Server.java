package dev.lagrange.verifier.report.figure;

import dev.lagrange.verifier.history.Place;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Where reads ran: a node in one of its two roles, since a failover changes them.
 *
 * @param node its name
 * @param replica whether it was a replica then
 */
public record Server(String node, boolean replica) implements Comparable<Server> {

  private static final Comparator<Server> ORDER =
      Comparator.comparing(Server::replica).thenComparing(Server::node);

  private static final Server UNKNOWN = new Server("unknown", false);

  /** The server of a place; one named "unknown" if there is none. */
  public static Server of(@Nullable Place place) {
    return place == null ? UNKNOWN : new Server(place.node(), place.replica());
  }

  /** Whether anybody knows. */
  public boolean isKnown() {
    return !equals(UNKNOWN);
  }

  /** Name and role. */
  public String label() {
    if (!isKnown()) {
      return "unknown";
    }
    String role = replica ? "replica" : "primary";
    return node.equals(role) ? node : node + " (" + role + ")";
  }

  /** Primaries first, then by name. */
  @Override
  public int compareTo(Server other) {
    return ORDER.compare(this, other);
  }
}
