package dev.lagrange.control.session;

import dev.lagrange.control.LastRead;
import dev.lagrange.routing.cluster.NodeId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** When this process read on each replica last. Thread-safe. */
public final class ReplicaReads {

  private final ReadTrail shared = new ReadTrail();
  private final Map<NodeId, ReadTrail> byNode = new ConcurrentHashMap<>();

  /** Nothing was read yet. */
  public ReplicaReads() {}

  /** Where any session of scope {@code cluster} read last. */
  public ReadTrail shared() {
    return shared;
  }

  /** Notes a read of a session of any scope. */
  public void readFrom(LastRead read) {
    ReadTrail there = byNode.get(read.node());
    if (there == null) {
      there = byNode.computeIfAbsent(read.node(), node -> new ReadTrail());
    }
    there.readFrom(read);
  }

  /** The last read of each replica that was ever read. */
  public Collection<LastRead> lastOfEach() {
    List<LastRead> reads = new ArrayList<>(byNode.size());
    for (ReadTrail there : byNode.values()) {
      LastRead last = there.last();
      if (last != null) {
        reads.add(last);
      }
    }
    return reads;
  }
}
