package dev.lagrange.verifier.fault;

import dev.lagrange.routing.spelling.Durations;
import dev.lagrange.testbed.PostgresNode;
import java.time.Duration;
import java.util.List;

/** {@link FaultKind#CLIENT_LINK_SLOWED} and {@link FaultKind#REPLICATION_LINK_SLOWED}. */
record LinkSlowed(PostgresNode node, Path path, Duration delay) implements Fault {

  @Override
  public List<PostgresNode> nodes() {
    return List.of(node);
  }

  @Override
  public String begin() {
    path.link(node).delay(delay);
    return "between "
        + path.ends(node)
        + " everything takes "
        + Durations.print(delay)
        + " longer each way";
  }

  @Override
  public String heal() {
    path.link(node).restore();
    return path.ends(node) + " are as close as before";
  }
}
