package dev.lagrange.verifier.fault;

import dev.lagrange.testbed.PostgresNode;
import java.util.List;

/** {@link FaultKind#REPLICA_KILLED} and {@link FaultKind#PRIMARY_KILLED}. */
record NodeKilled(PostgresNode node) implements Fault {

  @Override
  public List<PostgresNode> nodes() {
    return List.of(node);
  }

  @Override
  public String begin() {
    node.kill();
    return node.name() + " is killed";
  }

  @Override
  public String heal() {
    node.start();
    return node.name() + " runs again";
  }
}
