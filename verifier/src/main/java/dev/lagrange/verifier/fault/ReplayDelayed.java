package dev.lagrange.verifier.fault;

import dev.lagrange.routing.spelling.Durations;
import dev.lagrange.testbed.PostgresNode;
import java.time.Duration;
import java.util.List;

/** {@link FaultKind#REPLAY_DELAYED}. */
record ReplayDelayed(PostgresNode replica, Duration delay) implements Fault {

  @Override
  public List<PostgresNode> nodes() {
    return List.of(replica);
  }

  @Override
  public String begin() {
    replica.applyDelay(delay);
    return replica.name() + " replays commits " + Durations.print(delay) + " late";
  }

  @Override
  public String heal() {
    replica.applyDelay(Duration.ZERO);
    return replica.name() + " replays at once again";
  }
}
