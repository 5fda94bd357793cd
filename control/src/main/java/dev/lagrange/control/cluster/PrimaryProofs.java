package dev.lagrange.control.cluster;

import dev.lagrange.control.BarrierRounds;
import dev.lagrange.control.Certifier;
import dev.lagrange.routing.error.ReplicaLagException;
import dev.lagrange.routing.error.SqlState;
import dev.lagrange.routing.option.OptionTable;
import dev.lagrange.routing.option.Options;
import dev.lagrange.routing.option.StrongFencing;
import dev.lagrange.routing.option.StrongReads;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the primary has to prove before it serves certain reads. Thread-safe. */
public final class PrimaryProofs {

  private final PrimaryProof certificate;
  private final List<PrimaryProof> shown;
  private final List<PrimaryProof> ruling;
  private final List<PrimaryProof> rulingAndShown;
  private final boolean strongReadsThere;

  PrimaryProofs(Cluster cluster, Options options) {
    Duration limit = options.get(OptionTable.FAILOVER_TIMEOUT);
    Duration probeTimeout = options.get(OptionTable.PROBE_TIMEOUT);
    // who does not wait for a failover has to wait for an answer all the same
    Duration patience = limit.isZero() ? probeTimeout.multipliedBy(2) : limit;
    this.certificate =
        new PrimaryProof(
            cluster,
            new Certifier(
                cluster.monitor(),
                cluster.vendor(),
                cluster.ticker(),
                cluster.replicaReads()::lastOfEach,
                patience,
                probeTimeout),
            false,
            patience,
            (node, cause) -> notShown(node.value(), patience, cause));
    this.strongReadsThere = options.get(OptionTable.STRONG_READS) == StrongReads.PRIMARY;
    this.shown = List.of(certificate);
    if (options.get(OptionTable.STRONG_FENCING) == StrongFencing.BARRIER) {
      PrimaryProof fence =
          new PrimaryProof(
              cluster,
              new BarrierRounds(
                  "lagrange-fence",
                  cluster.monitor(),
                  cluster.vendor(),
                  cluster.vendor()::barrier,
                  cluster.ticker(),
                  limit),
              true,
              limit,
              (node, cause) -> notProved(node.value(), limit, cause));
      this.ruling = List.of(fence);
      this.rulingAndShown = List.of(fence, certificate);
    } else {
      this.ruling = List.of();
      this.rulingAndShown = shown;
    }
  }

  /** That it shows all that its live replicas have shown. */
  public PrimaryProof certificate() {
    return certificate;
  }

  /**
   * What a statement needs there, in this order.
   *
   * @param strong whether it is a strong one
   * @param readElsewhere whether its session has read on another node just before
   */
  public List<PrimaryProof> needed(boolean strong, boolean readElsewhere) {
    if (strong && !strongReadsThere) {
      return shown;
    }
    if (strong) {
      return readElsewhere ? rulingAndShown : ruling;
    }
    return readElsewhere ? shown : List.of();
  }

  private static SQLException notShown(String node, Duration limit, @Nullable SQLException cause) {
    ReplicaLagException failure =
        new ReplicaLagException(
            "The primary "
                + node
                + " did not show within "
                + limit.toMillis()
                + "ms (failoverTimeout, or twice probeTimeout if that is 0) what a replica has shown already, or may have shown before it went away: "
                + (cause == null
                    ? "its commit waits for synchronous replicas; see why they do not acknowledge it"
                    : cause.getMessage() + "; see whether the nodes of the URL can be reached"));
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
    rulingAndShown.forEach(PrimaryProof::close);
  }
}
