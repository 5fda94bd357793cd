package dev.lagrange.verifier.fault;

import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.verifier.fault.FaultNote.Phase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/**
 * A schedule that is being played on a cluster, by a daemon thread. Nobody else may break the
 * cluster meanwhile. Thread-safe.
 *
 * <p>Each action has a limit of its own, so that a fault never holds up the run for good. An action
 * that fails is noted, and the run goes on. {@link PostgresCluster#primary()} is the new primary
 * after a failover.
 */
public final class FaultRun implements AutoCloseable {

  /** How long {@link #close()} waits for the action of the moment, and then for it to be broken. */
  private static final Duration ACTION = Duration.ofSeconds(90);

  /** How long {@link #close()} may take to heal. */
  private static final Duration HEALING = Duration.ofMinutes(5);

  private final PostgresCluster cluster;
  private final NoRestartPoints settings;
  private final Notes notes = new Notes();
  private final List<String> unhealed = new CopyOnWriteArrayList<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Player player;
  private final Thread thread;
  private boolean closed;

  private FaultRun(PostgresCluster cluster, FaultSchedule schedule) throws SQLException {
    this.cluster = cluster;
    this.settings = NoRestartPoints.on(cluster);
    this.player = new Player(cluster, schedule, notes, closing);
    this.thread = daemon(player, "verifier-faults");
  }

  /**
   * Begins to play. The moments of the schedule count from now.
   *
   * @throws IllegalArgumentException if the schedule has events and the cluster has too few
   *     replicas for it
   * @throws IllegalStateException if the primary does not answer
   */
  public static FaultRun start(PostgresCluster cluster, FaultSchedule schedule) {
    int replicas = cluster.replicas().size();
    if (!schedule.events().isEmpty() && replicas < FaultSchedule.REPLICAS) {
      throw new IllegalArgumentException(
          "Faults need %d replicas, and the cluster has %d; add some or leave the faults out"
              .formatted(FaultSchedule.REPLICAS, replicas));
    }
    try {
      FaultRun run = new FaultRun(cluster, schedule);
      run.thread.start();
      return run;
    } catch (SQLException e) {
      throw new IllegalStateException(
          "No faults can be inflicted, since the primary does not answer: " + e.getMessage(), e);
    }
  }

  /** What was really done so far, in order; with what failed. */
  public List<FaultNote> events() {
    return notes.all();
  }

  /** What {@link #close()} could not heal, as sentences; empty before that. */
  public List<String> unhealed() {
    return List.copyOf(unhealed);
  }

  /**
   * Ends the faults and heals everything: links relay, nodes run, replicas follow the primary and
   * have caught up with it. Blocks until then, eight minutes at most; {@link #unhealed()} has what
   * could not be healed. Does nothing the second time.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    closing.countDown();
    if (!ends(thread, ACTION)) {
      thread.interrupt();
      if (!ends(thread, ACTION)) {
        give("Nothing was healed, since a fault is still being inflicted: " + lastNote());
        return;
      }
    }
    Healing healing = new Healing(cluster, notes, player.active(), settings);
    Thread healer = daemon(healing, "verifier-healing");
    healer.start();
    if (!ends(healer, HEALING)) {
      healer.interrupt();
      give("After " + HEALING.toSeconds() + " s still waiting for " + healing.doing());
    }
    unhealed.addAll(healing.unhealed());
  }

  private void give(String sentence) {
    unhealed.add(sentence);
    notes.add(-1, Phase.FAILED, sentence, List.of());
  }

  private String lastNote() {
    List<FaultNote> all = notes.all();
    return all.isEmpty() ? "the first" : "the one after \"" + all.get(all.size() - 1) + '"';
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  private static boolean ends(Thread thread, Duration limit) {
    try {
      thread.join(limit.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return !thread.isAlive();
  }
}
