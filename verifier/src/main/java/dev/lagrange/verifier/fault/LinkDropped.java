package dev.lagrange.verifier.fault;

import dev.lagrange.testbed.PostgresNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@link FaultKind#CLIENT_LINK_DROPPED}. */
record LinkDropped(PostgresNode node) implements Fault {

  @Override
  public List<PostgresNode> nodes() {
    return List.of(node);
  }

  @Override
  public String begin() {
    node.clientLink().drop();
    return "connections of clients to " + node.name() + " are reset";
  }

  @Override
  public @Nullable String heal() {
    return null;
  }
}
