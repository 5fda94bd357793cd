package dev.lagrange.routing.position;

import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Random positions, from small ranges so that they meet often. */
public final class Positions {

  private static final List<UUID> SERVERS =
      List.of(new UUID(1, 2), new UUID(-1L, 0), new UUID(0x3e11fa4771ca11e1L, 7));

  private Positions() {}

  /** Positions of every kind. */
  public static Arbitrary<Position> any() {
    return Arbitraries.oneOf(List.of(postgres(), gtidSets(), mariaGtids()));
  }

  /** Positions with one to three entries on timelines 1 to 6. */
  static Arbitrary<PostgresPosition> postgres() {
    Arbitrary<Long> lsns =
        Arbitraries.oneOf(Arbitraries.longs().between(0, 20), Arbitraries.longs());
    return Combinators.combine(Arbitraries.integers().between(1, 6), lsns)
        .as((timeline, lsn) -> PostgresPosition.of(timeline, new Lsn(lsn)))
        .list()
        .ofMinSize(1)
        .ofMaxSize(3)
        .map(entries -> entries.stream().reduce(PostgresPosition::join).orElseThrow());
  }

  static Arbitrary<GtidSet> gtidSets() {
    Arbitrary<String> intervals =
        Combinators.combine(
                Arbitraries.integers().between(1, 20), Arbitraries.integers().between(0, 4))
            .as((first, more) -> first + "-" + (first + more));
    Arbitrary<String> tags = Arbitraries.of("", ":a", ":_b1");
    return Combinators.combine(Arbitraries.of(SERVERS), tags, intervals)
        .as((server, tag, interval) -> server + tag + ":" + interval)
        .list()
        .ofMaxSize(8)
        .map(elements -> GtidSet.parse(String.join(",", elements)));
  }

  static Arbitrary<MariaGtid> mariaGtids() {
    Arbitrary<Integer> small = Arbitraries.integers().between(0, 3);
    return Combinators.combine(small, small, Arbitraries.longs().between(0, 9))
        .as((domain, server, sequence) -> domain + "-" + server + "-" + sequence)
        .list()
        .ofMaxSize(4)
        .map(elements -> MariaGtid.parse(elements.stream().collect(Collectors.joining(","))));
  }

  /** Histories of timelines 1 to 6, some of their forks not known. */
  static Arbitrary<TimelineHistory> histories() {
    Arbitrary<Integer> parents = Arbitraries.integers().between(0, 5);
    Arbitrary<Long> switchPoints = Arbitraries.longs().between(0, 20);
    return Combinators.combine(parents.list().ofSize(5), switchPoints.list().ofSize(5))
        .as(Positions::history);
  }

  private static TimelineHistory history(List<Integer> parents, List<Long> switchPoints) {
    TimelineHistory history = TimelineHistory.UNKNOWN;
    for (int i = 0; i < parents.size(); i++) {
      int child = i + 2;
      int parent = parents.get(i) % child;
      if (parent > 0) {
        history = history.with(child, parent, new Lsn(switchPoints.get(i)));
      }
    }
    return history;
  }
}
