package dev.lagrange.verifier;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.verifier.history.Header;
import dev.lagrange.verifier.history.History;
import dev.lagrange.verifier.history.HistoryFile;
import dev.lagrange.verifier.history.HistoryWriter;
import dev.lagrange.verifier.target.Address;
import dev.lagrange.verifier.target.Target;
import dev.lagrange.verifier.workload.Crowd;
import dev.lagrange.verifier.workload.FinalReads;
import dev.lagrange.verifier.workload.Recorder;
import dev.lagrange.verifier.workload.Stage;
import dev.lagrange.verifier.workload.Workloads;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * A run against a cluster, from start to end: makes the schema and the rows, waits until they can
 * be read everywhere, runs the sessions at each level, reads everything once more when the cluster
 * is left alone again, and drops the schema. Every step has a deadline: a cluster that hangs does
 * not hang the run. For one thread.
 */
public final class Verification {

  private static final Duration LAST_ANSWERS = Duration.ofSeconds(30);
  private static final Duration LAST_READS = Duration.ofSeconds(60);
  private static final Duration LAST_READS_WHEN_STOPPED = Duration.ofSeconds(10);
  private static final long TICK_MILLIS = 200;

  private final Plan plan;
  private final Disturbance disturbance;
  private final Watcher watcher;
  private final Workloads workloads;
  private volatile boolean stopped;

  /** A run that has not begun. */
  public Verification(Plan plan, Disturbance disturbance, Watcher watcher) {
    this.plan = plan;
    this.disturbance = disturbance;
    this.watcher = watcher;
    this.workloads = new Workloads(plan.workloads());
  }

  /**
   * Runs, and returns what happened, as its file would be read if there is one.
   *
   * @throws SQLException if the cluster cannot be reached, the schema cannot be made, or what was
   *     made cannot be read everywhere; errors during the run are part of the history instead
   * @throws IOException if the history's file cannot be written, or the second process not be had
   */
  public HistoryFile run() throws SQLException, IOException, InterruptedException {
    try (Target strong = Target.open(plan.address(Consistency.STRONG).withoutReadUrl().forOne())) {
      Header header = new Header(plan.seed(), plan.facts(Instant.now(), Stage.server(strong)));
      Path path = plan.history();
      if (path == null) {
        return run(header, strong, new Recorder(null));
      }
      try (HistoryWriter file = new HistoryWriter(path, header)) {
        return run(header, strong, new Recorder(file));
      }
    }
  }

  /**
   * Has the run end before its time, as soon as it can and as it would otherwise: with what has
   * happened, and without leaving anything. Returns at once. For any thread.
   */
  public void stop() {
    stopped = true;
  }

  private HistoryFile run(Header header, Target strong, Recorder recorder)
      throws SQLException, IOException, InterruptedException {
    History history = run(strong, recorder);
    return new HistoryFile(header, history, recorder.faults(), false);
  }

  private History run(Target strong, Recorder recorder)
      throws SQLException, IOException, InterruptedException {
    Stage stage = Stage.build(strong, workloads);
    try {
      if (stage.replacesLeftover()) {
        watcher.warned("A run that was killed had left its schema, which was replaced.");
      }
      long seed = plan.seed();
      for (Consistency level : plan.levels()) {
        if (!stopped) {
          run(level, stage, recorder, seed++);
        }
      }
      Duration patience = stopped ? LAST_READS_WHEN_STOPPED : LAST_READS;
      if (!FinalReads.of(workloads, strong, recorder, patience)) {
        watcher.warned(
            "Not everything could be read after the run: of what was not, nobody knows whether it"
                + " was lost.");
      }
      return recorder.history();
    } finally {
      drop(stage);
    }
  }

  private void run(Consistency level, Stage stage, Recorder recorder, long seed)
      throws SQLException, IOException, InterruptedException {
    RuntimeException failure;
    Address address = plan.address(level);
    try (Target target = Target.open(address)) {
      stage.awaitReadable(target, () -> stopped);
      try (Crowd crowd = new Crowd(workloads, target, address, recorder, plan.thinking())) {
        run(crowd, level, recorder, seed);
        failure = crowd.failure();
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private void run(Crowd crowd, Consistency level, Recorder recorder, long seed)
      throws InterruptedException {
    Disturbance.Ongoing ongoing = disturbance.begin();
    try {
      crowd.start(plan.sessions(), seed);
      watch(level, crowd, recorder);
    } finally {
      crowd.stop();
      ongoing.close();
      ongoing.faults(recorder.origin()).forEach(recorder::note);
    }
    // only now: a frozen server answers when it is left alone again
    crowd.await(LAST_ANSWERS);
  }

  private void watch(Consistency level, Crowd crowd, Recorder recorder)
      throws InterruptedException {
    long startedAt = System.nanoTime();
    Duration elapsed = Duration.ZERO;
    while (!stopped
        && elapsed.compareTo(plan.duration()) < 0
        && crowd.failure() == null
        && !watcher.hasSeenEnough(recorder::soFar)) {
      long left = plan.duration().minus(elapsed).toMillis();
      TimeUnit.MILLISECONDS.sleep(Math.min(TICK_MILLIS, left + 1));
      elapsed = Duration.ofNanos(System.nanoTime() - startedAt);
      watcher.running(level, elapsed, recorder.tally());
    }
  }

  private void drop(Stage stage) {
    try {
      stage.close();
    } catch (SQLException e) {
      watcher.warned(e.getMessage());
    }
  }
}
