package dev.lagrange.verifier.fault;

import dev.lagrange.testbed.Link;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import dev.lagrange.verifier.fault.FaultNote.Phase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Makes a cluster whole, whatever was done to it: the primary runs, and every other node is a
 * replica that follows it and has caught up. Goes on past what it cannot heal. Thread-safe for who
 * only looks.
 */
final class Healing implements Runnable {

  private static final Duration RECONNECTED = Duration.ofSeconds(20);
  private static final Duration REBUILT = Duration.ofMinutes(1);

  private final PostgresCluster cluster;
  private final Notes notes;
  private final List<PlayedFault> active;
  private final NoRestartPoints settings;
  private final List<String> unhealed = new CopyOnWriteArrayList<>();
  private volatile String doing = "nothing yet";

  Healing(
      PostgresCluster cluster, Notes notes, List<PlayedFault> active, NoRestartPoints settings) {
    this.cluster = cluster;
    this.notes = notes;
    this.active = List.copyOf(active);
    this.settings = settings;
  }

  /** What it could not heal, as sentences. */
  List<String> unhealed() {
    return unhealed;
  }

  /** What it is at. */
  String doing() {
    return doing;
  }

  @Override
  public void run() {
    active.forEach(this::end);
    PostgresNode primary = cluster.primary();
    attempt(primary.name() + " to run", () -> run(primary));
    for (PostgresNode replica : cluster.replicas()) {
      attempt(replica.name() + " to follow " + primary.name(), () -> follow(replica, primary));
    }
    attempt("settings to be as before", settings::undo);
    attempt("tables of the faults to be dropped", () -> Traces.remove(primary));
    attempt("replicas to catch up", cluster::awaitReplicasCaughtUp);
    if (unhealed.isEmpty()) {
      notes.add(-1, Phase.HEALED, "every node is healthy", cluster.nodes());
    }
  }

  private void end(PlayedFault fault) {
    doing = fault.event().kind().title() + " to end";
    fault.heal();
  }

  private static void run(PostgresNode node) {
    node.clientLink().restore();
    node.replicationLink().ifPresent(Link::restore);
    if (node.isRunning()) {
      node.thaw();
    } else {
      node.start();
    }
  }

  private void follow(PostgresNode replica, PostgresNode primary) {
    try {
      run(replica);
      if (Superuser.ask(replica, "SELECT pg_is_in_recovery()").equals("t")) {
        replica.resumeReplay();
        replica.applyDelay(Duration.ZERO);
        cluster.awaitStreaming(replica, RECONNECTED);
        return;
      }
    } catch (Exception e) {
      // whatever is wrong with it, a copy of the primary has it not
    }
    replica.rebuildFrom(primary);
    replica.applyDelay(Duration.ZERO);
    cluster.awaitStreaming(replica, REBUILT);
  }

  private interface Action {
    void run() throws Exception;
  }

  private void attempt(String aim, Action action) {
    doing = aim;
    try {
      action.run();
    } catch (Exception e) {
      String sentence = "Waited for " + aim + ", and could not heal it: " + e.getMessage();
      unhealed.add(sentence);
      notes.add(-1, Phase.FAILED, sentence, List.of());
    }
  }
}
