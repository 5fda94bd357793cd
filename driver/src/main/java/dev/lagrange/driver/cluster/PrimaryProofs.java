package dev.lagrange.driver.cluster;

import dev.lagrange.control.Certifier;
import dev.lagrange.control.Fence;
import dev.lagrange.routing.error.ReplicaLagException;
import dev.lagrange.routing.error.SqlState;
import dev.lagrange.routing.option.OptionTable;
import dev.lagrange.routing.option.Options;
import dev.lagrange.routing.option.StrongFencing;
import dev.lagrange.routing.option.StrongReads;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the primary has to prove before it serves certain reads. Thread-safe. */
public final class PrimaryProofs {

  private final PrimaryProof certificate;
  private final @Nullable PrimaryProof fence;
  private final boolean strongReadsThere;

  PrimaryProofs(Cluster cluster, Options options) {
    Duration limit = options.get(OptionTable.FAILOVER_TIMEOUT);
    Certifier certifier =
        new Certifier(
            cluster.monitor(),
            cluster.vendor(),
            cluster.ticker(),
            limit,
            options.get(OptionTable.PROBE_TIMEOUT));
    this.certificate =
        new PrimaryProof(
            cluster,
            certifier,
            false,
            limit,
            (node, cause) -> notShown(node.value(), limit, cause));
    this.strongReadsThere = options.get(OptionTable.STRONG_READS) == StrongReads.PRIMARY;
    this.fence =
        options.get(OptionTable.STRONG_FENCING) == StrongFencing.BARRIER
            ? new PrimaryProof(
                cluster,
                new Fence(cluster.monitor(), cluster.vendor(), cluster.ticker(), limit),
                true,
                limit,
                (node, cause) -> notProved(node.value(), limit, cause))
            : null;
  }

  /** That it shows all that its live replicas have shown. */
  public PrimaryProof certificate() {
    return certificate;
  }

  /** What a strong statement needs there; null if nothing. */
  public @Nullable PrimaryProof strong() {
    return strongReadsThere ? fence : certificate;
  }

  private static SQLException notShown(String node, Duration limit, @Nullable SQLException cause) {
    ReplicaLagException failure =
        new ReplicaLagException(
            "The primary "
                + node
                + " did not show within failoverTimeout="
                + limit.toMillis()
                + "ms what a replica has shown already"
                + (cause == null
                    ? ": its commit waits for synchronous replicas"
                    : ": " + cause.getMessage())
                + "; see why they do not acknowledge it");
    failure.initCause(cause);
    return failure;
  }

  private static SQLException notProved(String node, Duration limit, @Nullable SQLException cause) {
    return new SQLTransientException(
        "The primary "
            + node
            + " did not prove within failoverTimeout="
            + limit.toMillis()
            + "ms that it still rules"
            + (cause == null
                ? ": its synchronous replicas do not acknowledge its writes"
                : ": " + cause.getMessage())
            + "; it may have been deposed, so that no strong read is served from it",
        SqlState.NO_QUORUM.code(),
        cause);
  }

  void close() {
    certificate.close();
    if (fence != null) {
      fence.close();
    }
  }
}
