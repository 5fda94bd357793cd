package dev.lagrange.verifier.fault;

import dev.lagrange.testbed.PostgresNode;
import java.util.List;

/** {@link FaultKind#REPLAY_PAUSED}. */
record ReplayPaused(PostgresNode replica) implements Fault {

  @Override
  public List<PostgresNode> nodes() {
    return List.of(replica);
  }

  @Override
  public String begin() {
    replica.pauseReplay();
    return replica.name() + " stops to replay";
  }

  @Override
  public String heal() {
    replica.resumeReplay();
    return replica.name() + " replays again";
  }
}
