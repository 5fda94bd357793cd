package dev.lagrange.verifier.fault;

import dev.lagrange.testbed.Link;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@link FaultKind#SYNCHRONOUS_WAITS_CANCELLED}: no acknowledgement of a replica arrives, so that
 * commits wait, and whoever waits is told to stop it. The server then reports success and a
 * warning.
 */
final class SynchronousWaitsCancelled implements Fault {

  private static final String CANCEL =
      "SELECT count(pg_cancel_backend(pid)) FROM pg_stat_activity WHERE wait_event = 'SyncRep'";

  private final PostgresNode primary;
  private final List<PostgresNode> replicas;
  private long cancelled;

  SynchronousWaitsCancelled(PostgresCluster cluster) {
    primary = cluster.primary();
    replicas = cluster.replicas();
  }

  @Override
  public List<PostgresNode> nodes() {
    return List.of(primary);
  }

  @Override
  public String begin() {
    replicas.forEach(replica -> Path.REPLICATION.link(replica).cut(Link.Direction.TO_SERVER));
    return "acknowledgements of replicas do not reach "
        + primary.name()
        + ", and commits that wait for them are told not to";
  }

  @Override
  public @Nullable String goOn(Duration since) throws SQLException {
    cancelled += Long.parseLong(Superuser.ask(primary, CANCEL));
    return null;
  }

  @Override
  public String heal() {
    replicas.forEach(replica -> Path.REPLICATION.link(replica).restore());
    return "acknowledgements reach "
        + primary.name()
        + " again; "
        + cancelled
        + " waits had been cancelled";
  }
}
