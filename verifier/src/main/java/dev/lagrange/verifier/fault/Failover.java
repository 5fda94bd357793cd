package dev.lagrange.verifier.fault;

import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@link FaultKind#PROMOTION} and {@link FaultKind#SPLIT_BRAIN}: the primary is killed or frozen,
 * after an outage a replica is promoted, and at the end the old primary is made a replica by a copy
 * of the new one. If it was frozen it goes on beside its successor until then.
 */
final class Failover implements Fault {

  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final PostgresCluster cluster;
  private final boolean splitBrain;
  private final Duration outage;
  private final PostgresNode old;
  private @Nullable PostgresNode next;

  Failover(PostgresCluster cluster, boolean splitBrain, Duration outage) {
    this.cluster = cluster;
    this.splitBrain = splitBrain;
    this.outage = outage;
    this.old = cluster.primary();
  }

  @Override
  public List<PostgresNode> nodes() {
    return next == null ? List.of(old) : List.of(old, next);
  }

  @Override
  public String begin() {
    if (splitBrain) {
      old.freeze();
      return old.name() + ", the primary, is frozen";
    }
    old.kill();
    return old.name() + ", the primary, is killed";
  }

  @Override
  public @Nullable String goOn(Duration since) {
    return next == null && since.compareTo(outage) >= 0 ? promote() : null;
  }

  private String promote() {
    PostgresNode successor = cluster.failOver();
    next = successor;
    if (!splitBrain) {
      return successor.name() + " is promoted";
    }
    old.thaw();
    return successor.name() + " is promoted, and " + old.name() + " is thawed and knows nothing";
  }

  @Override
  public String heal() {
    if (next == null) {
      promote();
    }
    PostgresNode primary = cluster.primary();
    old.rebuildFrom(primary);
    cluster.awaitStreaming(old, LIMIT);
    return old.name() + " is rebuilt as a replica of " + primary.name();
  }
}
