package dev.lagrange.verifier.fault;

import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@link FaultKind#SESSIONS_TERMINATED}: those of the application and of its monitor. */
record SessionsTerminated(PostgresNode node) implements Fault {

  private static final String TERMINATE =
      "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
          + " WHERE backend_type = 'client backend' AND usename <> '"
          + PostgresCluster.SUPERUSER
          + "'";

  @Override
  public List<PostgresNode> nodes() {
    return List.of(node);
  }

  @Override
  public String begin() throws SQLException {
    return node.name() + " terminates " + Superuser.ask(node, TERMINATE) + " sessions";
  }

  @Override
  public @Nullable String heal() {
    return null;
  }
}
