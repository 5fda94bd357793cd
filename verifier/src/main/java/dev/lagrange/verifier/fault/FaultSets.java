package dev.lagrange.verifier.fault;

import static dev.lagrange.verifier.fault.FaultKind.*;

import dev.lagrange.routing.spelling.Nearest;
import dev.lagrange.routing.spelling.Quote;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Sets of faults that have a name, and the grammar in which sets are written. */
public final class FaultSets {

  private static final Map<String, Set<FaultKind>> NAMED = new LinkedHashMap<>();

  static {
    NAMED.put("none", EnumSet.noneOf(FaultKind.class));
    NAMED.put("lag", EnumSet.of(REPLAY_PAUSED, REPLAY_DELAYED));
    NAMED.put(
        "network",
        EnumSet.of(
            CLIENT_LINK_CUT,
            CLIENT_LINK_DROPPED,
            CLIENT_LINK_SLOWED,
            REPLICATION_LINK_CUT,
            REPLICATION_LINK_SLOWED,
            SESSIONS_TERMINATED));
    NAMED.put("crash", EnumSet.of(NODE_FROZEN, REPLICA_KILLED, REPLICA_OLDER, PRIMARY_KILLED));
    NAMED.put("failover", EnumSet.of(PROMOTION));
    NAMED.put(
        "all",
        Arrays.stream(FaultKind.values())
            .filter(FaultKind::isSurvived)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(FaultKind.class))));
  }

  private FaultSets() {}

  /** The names of the sets: {@code none}, {@code lag}, …, {@code all}. */
  public static List<String> names() {
    return List.copyOf(NAMED.keySet());
  }

  /**
   * Reads names of sets and keys of kinds, separated by commas: {@code lag,replica-killed}. The
   * answer is all of them together.
   *
   * @throws IllegalArgumentException if one is neither; it says what was meant perhaps, and what
   *     there is
   */
  public static Set<FaultKind> parse(String text) {
    Set<FaultKind> kinds = EnumSet.noneOf(FaultKind.class);
    for (String word : text.split(",", -1)) {
      kinds.addAll(one(word.strip()));
    }
    return Collections.unmodifiableSet(kinds);
  }

  private static Set<FaultKind> one(String word) {
    Set<FaultKind> named = NAMED.get(word);
    if (named != null) {
      return named;
    }
    for (FaultKind kind : FaultKind.values()) {
      if (kind.key().equals(word)) {
        return EnumSet.of(kind);
      }
    }
    List<String> words =
        Stream.concat(
                NAMED.keySet().stream(), Arrays.stream(FaultKind.values()).map(FaultKind::key))
            .toList();
    throw new IllegalArgumentException(
        "Unknown fault "
            + Quote.of(word)
            + Nearest.suggestion(word, words)
            + "; there are "
            + String.join(", ", words));
  }
}
