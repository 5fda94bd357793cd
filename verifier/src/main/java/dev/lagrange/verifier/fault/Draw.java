package dev.lagrange.verifier.fault;

import dev.lagrange.verifier.fault.FaultEvent.Direction;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Draws the events of one schedule. The kinds come out of a bag that is filled again when it is
 * empty; each goes to the node of its scope that has been healthy for longest, as early as the
 * rules allow. Not thread-safe.
 */
final class Draw {

  /** How long a run is healthy before its first fault, so that there is something to lose. */
  static final Duration QUIET = Duration.ofSeconds(1);

  /** How long a node is healthy between two faults. */
  static final Millis GAP = Millis.between(500, 2_500);

  private static final Comparator<FaultEvent> ORDER =
      Comparator.comparing(FaultEvent::at)
          .thenComparing(FaultEvent::rank)
          .thenComparing(FaultEvent::kind);

  private static final List<Rank> NODES = List.of(Rank.PRIMARY, Rank.REPLICA_1, Rank.REPLICA_2);
  private static final List<Rank> REPLICAS = NODES.subList(1, 3);

  // its sequence of numbers is part of its contract, so that a seed means the same on every JVM
  private final Random random;
  private final Set<FaultKind> kinds;
  private final Duration duration;
  private final List<FaultEvent> events = new ArrayList<>();
  private final Map<Rank, Duration> healthySince = new EnumMap<>(Rank.class);

  Draw(Set<FaultKind> kinds, Duration duration, long seed) {
    this.random = new Random(seed);
    this.kinds = kinds.isEmpty() ? Set.of() : EnumSet.copyOf(kinds);
    this.duration = duration;
    NODES.forEach(node -> healthySince.put(node, QUIET));
  }

  List<FaultEvent> events() {
    boolean anyFits = !kinds.isEmpty();
    while (anyFits) {
      anyFits = false;
      Deque<FaultKind> bag = bag();
      while (!bag.isEmpty()) {
        anyFits |= add(bag.remove());
      }
    }
    events.sort(ORDER);
    return List.copyOf(events);
  }

  private Deque<FaultKind> bag() {
    List<FaultKind> all = new ArrayList<>(kinds);
    Collections.shuffle(all, random);
    return new ArrayDeque<>(all);
  }

  /** Whether there was room for it. */
  private boolean add(FaultKind kind) {
    Rank rank = rank(kind);
    FaultEvent event = event(kind, rank, start(rank).plus(GAP.draw(random)));
    FaultEvent blocker = lastNodeInReachTaken(event);
    while (blocker != null) {
      event = moved(event, blocker.until().plus(GAP.draw(random)));
      blocker = lastNodeInReachTaken(event);
    }
    if (event.until().compareTo(duration) > 0) {
      return false;
    }
    events.add(event);
    for (Rank node : rank == Rank.CLUSTER ? NODES : List.of(rank)) {
      healthySince.put(node, event.until());
    }
    return true;
  }

  private FaultEvent event(FaultKind kind, Rank rank, Duration at) {
    return new FaultEvent(
        at,
        kind,
        rank,
        kind.length().draw(random),
        kind.amount().draw(random),
        kind.hasDirection() ? direction() : null);
  }

  private static FaultEvent moved(FaultEvent event, Duration at) {
    return new FaultEvent(
        at, event.kind(), event.rank(), event.length(), event.amount(), event.direction());
  }

  private @Nullable Direction direction() {
    return switch (random.nextInt(3)) {
      case 0 -> Direction.TO_SERVER;
      case 1 -> Direction.TO_CLIENT;
      default -> null;
    };
  }

  private Rank rank(FaultKind kind) {
    return switch (kind.scope()) {
      case PRIMARY -> Rank.PRIMARY;
      case CLUSTER -> Rank.CLUSTER;
      case REPLICA -> healthiest(REPLICAS);
      case NODE -> healthiest(NODES);
    };
  }

  private Rank healthiest(List<Rank> ranks) {
    List<Rank> shuffled = new ArrayList<>(ranks);
    Collections.shuffle(shuffled, random);
    return Collections.min(shuffled, Comparator.comparing(this::start));
  }

  /** When nothing is wrong any more with what the rank stands for. */
  private Duration start(Rank rank) {
    if (rank == Rank.CLUSTER) {
      return Collections.max(healthySince.values());
    }
    return healthySince.getOrDefault(rank, QUIET);
  }

  /**
   * The event to wait for, if this one would take the last node out of reach. Those of the other
   * two nodes count even if they follow each other: that forbids more than it must.
   */
  private @Nullable FaultEvent lastNodeInReachTaken(FaultEvent event) {
    if (!event.kind().isOutOfReach()) {
      return null;
    }
    List<FaultEvent> others =
        events.stream()
            .filter(other -> other.kind().isOutOfReach() && other.rank() != event.rank())
            .filter(other -> other.at().compareTo(event.until()) < 0)
            .filter(other -> event.at().compareTo(other.until()) < 0)
            .sorted(Comparator.comparing(FaultEvent::until))
            .toList();
    long nodes = others.stream().map(FaultEvent::rank).distinct().count();
    return nodes < NODES.size() - 1 ? null : others.get(0);
  }
}
