package dev.lagrange.control;

import dev.lagrange.routing.cluster.NodeId;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Replicas that were read and cannot be asked what they have shown. Whatever waited for standbys on
 * the primary when it was asked after the last of these reads may have been shown by them; what
 * came to wait later was not. Confined to one thread at a time.
 */
final class Absentees {

  /** Asks the primary which of its hidden transactions wait for standbys. */
  @FunctionalInterface
  interface Waiting {
    Set<Long> ask() throws SQLException;
  }

  private record Suspects(Stamp primary, long takenAt, Set<Long> transactions) {}

  private final Map<NodeId, Suspects> suspects = new HashMap<>();

  /**
   * What a replica may have shown that its primary hides.
   *
   * @param read its last read
   * @param primary the primary, asked before {@code waiting} is
   */
  Set<Long> mayHaveShown(LastRead read, Observation primary, Waiting waiting) throws SQLException {
    Suspects known = suspects.get(read.node());
    boolean still =
        known != null
            && known.primary().equals(primary.stamp())
            && read.endedAt() - known.takenAt() < 0;
    Suspects now =
        still ? known : new Suspects(primary.stamp(), primary.requestedAt(), waiting.ask());
    Set<Long> hidden = new HashSet<>(now.transactions());
    hidden.removeIf(transaction -> !primary.reading().hidden().contains(transaction));
    suspects.put(read.node(), new Suspects(now.primary(), now.takenAt(), hidden));
    return hidden;
  }
}
