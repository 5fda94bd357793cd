package dev.lagrange.verifier.fault;

import dev.lagrange.testbed.PostgresNode;
import java.util.List;

/** {@link FaultKind#NODE_FROZEN}. */
record NodeFrozen(PostgresNode node) implements Fault {

  @Override
  public List<PostgresNode> nodes() {
    return List.of(node);
  }

  @Override
  public String begin() {
    node.freeze();
    return node.name() + " is frozen";
  }

  @Override
  public String heal() {
    node.thaw();
    return node.name() + " is thawed";
  }
}
