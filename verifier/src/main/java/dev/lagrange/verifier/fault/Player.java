package dev.lagrange.verifier.fault;

import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.verifier.fault.FaultNote.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Plays a schedule, one action after the other. An action that takes its time moves all that
 * follows, so that a node is still healthy between two faults. Used by the one thread that runs it,
 * and, when that has ended, by whoever heals.
 */
final class Player implements Runnable {
  private static final long TICK_MILLIS = 25;
  private static final long HEALTHY_NANOS = Duration.ofMillis(Draw.GAP.least()).toNanos();

  private final PostgresCluster cluster;
  private final FaultSchedule schedule;
  private final Notes notes;
  private final CountDownLatch closing;
  private final long startNanos = System.nanoTime();
  private final List<PlayedFault> active = new ArrayList<>();
  private final Map<Rank, Long> healedNanos = new EnumMap<>(Rank.class);
  private long behindNanos;
  private int next;

  Player(PostgresCluster cluster, FaultSchedule schedule, Notes notes, CountDownLatch closing) {
    this.cluster = cluster;
    this.schedule = schedule;
    this.notes = notes;
    this.closing = closing;
  }

  @Override
  public void run() {
    try {
      while (next < schedule.events().size() || !active.isEmpty()) {
        if (closing.await(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
          return;
        }
        healWhatIsDue();
        active.forEach(PlayedFault::goOn);
        if (next < schedule.events().size()) {
          beginIfDue(schedule.events().get(next));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The faults that have not been healed. */
  List<PlayedFault> active() {
    return active;
  }

  private void healWhatIsDue() {
    for (Iterator<PlayedFault> faults = active.iterator(); faults.hasNext(); ) {
      PlayedFault fault = faults.next();
      if (fault.isDue()) {
        fault.heal();
        faults.remove();
        healedNanos.put(fault.event().rank(), System.nanoTime());
      }
    }
  }

  private void beginIfDue(FaultEvent event) {
    long lateNanos = System.nanoTime() - startNanos - behindNanos - event.at().toNanos();
    if (lateNanos < 0 || !isHealthy(event.rank())) {
      return;
    }
    behindNanos += lateNanos;
    int number = next++;
    if (event.until().toNanos() + behindNanos > schedule.duration().toNanos()) {
      notes.add(number, Phase.LEFT_OUT, "left out: " + event, List.of());
      return;
    }
    PlayedFault fault = new PlayedFault(number, event, Faults.of(event, cluster), notes);
    active.add(fault);
    fault.begin();
  }

  private boolean isHealthy(Rank rank) {
    long now = System.nanoTime();
    return active.stream().noneMatch(fault -> meet(fault.event().rank(), rank))
        && healedNanos.entrySet().stream()
            .filter(healed -> meet(healed.getKey(), rank))
            .allMatch(healed -> now - healed.getValue() >= HEALTHY_NANOS);
  }

  private static boolean meet(Rank one, Rank other) {
    return one == other || one == Rank.CLUSTER || other == Rank.CLUSTER;
  }
}
