package dev.lagrange.verifier.check;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.verifier.history.Model;
import dev.lagrange.verifier.history.Operation;
import dev.lagrange.verifier.history.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Linearizability of values that nobody counted, by zones (Gibbons and Korach, SIAM J. Comput.
 * 1997; Golab, Li and Shah, PODC 2011): a write and its reads are one zone, and no two zones may
 * each have an operation that was over before one of the other began. Each level's reads are judged
 * with all writes. O(n log n).
 */
final class ZoneLinearizability implements Checker {

  private static final Comparator<Zone> BY_FIRST_END = Comparator.comparingLong(Zone::firstEnd);

  @Override
  public void check(Accesses accesses, Findings findings) {
    for (List<Event> all : accesses.of(Model.VALUE).values()) {
      List<Event> events =
          all.stream().filter(event -> !accesses.orders().lacksPlace(event.operation())).toList();
      Set<Consistency> levels = new LinkedHashSet<>();
      for (Event event : events) {
        if (event.operation().isKnown()) {
          if (event.countsOperation()) {
            findings.checked(Guarantee.LINEARIZABILITY, event.operation().level());
          }
          if (event.isRead()) {
            levels.add(event.operation().level());
          }
        }
      }
      for (Consistency level : levels) {
        check(zones(events, level), findings);
      }
    }
    for (Operation operation : accesses.orders().lacking()) {
      if (operation.model() == Model.VALUE) {
        findings.undecided(Guarantee.LINEARIZABILITY, operation);
      }
    }
  }

  private static List<Zone> zones(List<Event> events, Consistency level) {
    Map<Long, Zone> zones = new HashMap<>();
    zones.put(0L, new Zone(null));
    for (Event event : events) {
      if (!event.isRead() && event.operation().outcome() != Outcome.FAILED) {
        zones.putIfAbsent(event.access().value(), new Zone(event));
      }
    }
    for (Event event : events) {
      Zone zone = zones.get(event.access().value());
      boolean judged = event.isRead() && event.operation().isKnown();
      if (zone != null && judged && event.operation().level().equals(level)) {
        zone.add(event);
      }
    }
    // nobody has seen anything of the others
    return zones.values().stream().filter(Zone::isComplete).sorted(BY_FIRST_END).toList();
  }

  private static void check(List<Zone> zones, Findings findings) {
    List<Zone> forward = new ArrayList<>();
    for (Zone zone : zones) {
      Event early = zone.readTooEarly();
      if (early != null) {
        zone.reportEarly(early, findings);
      } else if (zone.isForward()) {
        forward.add(zone);
      }
    }
    // of the forward zones whose first end comes before, the one that reaches farthest decides
    Zone[] farthest = new Zone[forward.size()];
    for (int i = 0; i < farthest.length; i++) {
      Zone zone = forward.get(i);
      boolean farther = i == 0 || zone.lastStart() > farthest[i - 1].lastStart();
      farthest[i] = farther ? zone : farthest[i - 1];
      if (i > 0 && farthest[i - 1].conflicts(zone)) {
        zone.reportConflict(farthest[i - 1], findings);
      }
    }
    for (Zone zone : zones) {
      if (!zone.isForward() && zone.readTooEarly() == null) {
        Zone around = lastEndingBefore(zone.lastStart(), forward, farthest);
        if (around != null && around.conflicts(zone)) {
          zone.reportConflict(around, findings);
        }
      }
    }
  }

  private static @Nullable Zone lastEndingBefore(long time, List<Zone> forward, Zone[] farthest) {
    int low = 0;
    int high = forward.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (forward.get(middle).firstEnd() < time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == 0 ? null : farthest[low - 1];
  }
}
