package dev.lagrange.verifier.fault;

import dev.lagrange.testbed.Link;
import dev.lagrange.testbed.PostgresNode;
import dev.lagrange.verifier.fault.FaultEvent.Direction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@link FaultKind#CLIENT_LINK_CUT} and {@link FaultKind#REPLICATION_LINK_CUT}. */
record LinkCut(PostgresNode node, Path path, @Nullable Direction direction) implements Fault {

  @Override
  public List<PostgresNode> nodes() {
    return List.of(node);
  }

  @Override
  public String begin() {
    Link link = path.link(node);
    if (direction == null) {
      link.cut();
      return "nothing gets through between " + path.ends(node);
    }
    link.cut(direction.ofLink());
    return "between "
        + path.ends(node)
        + (direction == Direction.TO_SERVER ? " requests" : " answers")
        + " are lost";
  }

  @Override
  public String heal() {
    path.link(node).restore();
    return path.ends(node) + " hear each other again";
  }
}
