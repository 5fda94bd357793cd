package dev.lagrange.verifier.fault;

import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.verifier.Disturbance;
import dev.lagrange.verifier.history.FaultSpan;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Faults for each part of a verification, on schedules drawn one after the other: the first from
 * the seed, each later one from the number after. Thread-safe.
 */
public final class DrawnFaults implements Disturbance {

  private final PostgresCluster cluster;
  private final Set<FaultKind> kinds;
  private final Duration duration;
  private final AtomicLong seed;
  private final Consumer<String> warned;

  /**
   * Nothing goes wrong yet.
   *
   * @param kinds what can go wrong
   * @param duration how long each part of the verification is
   * @param warned is told what could not be done or healed
   */
  public DrawnFaults(
      PostgresCluster cluster,
      Set<FaultKind> kinds,
      Duration duration,
      long seed,
      Consumer<String> warned) {
    this.cluster = cluster;
    this.kinds = kinds.isEmpty() ? Set.of() : EnumSet.copyOf(kinds);
    this.duration = duration;
    this.seed = new AtomicLong(seed);
    this.warned = warned;
  }

  @Override
  public Ongoing begin() {
    FaultSchedule schedule = FaultSchedule.draw(kinds, duration, seed.getAndIncrement());
    FaultRun run = FaultRun.start(cluster, schedule);
    return new Ongoing() {
      @Override
      public void close() {
        end(run);
      }

      @Override
      public List<FaultSpan> faults(long origin) {
        return FaultSpans.of(run.events(), origin);
      }
    };
  }

  private void end(FaultRun run) {
    run.close();
    run.events().stream()
        .filter(note -> note.phase() == FaultNote.Phase.FAILED)
        .map(FaultNote::sentence)
        .forEach(warned);
  }
}
