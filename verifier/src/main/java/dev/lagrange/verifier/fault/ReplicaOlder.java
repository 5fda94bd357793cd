package dev.lagrange.verifier.fault;

import dev.lagrange.routing.spelling.Durations;
import dev.lagrange.testbed.PostgresNode;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * {@link FaultKind#REPLICA_OLDER}. A standby that is killed replays again from its last restart
 * point, and takes connections as soon as it is past every page it had written. What it replays
 * from there on clients see a second time, for a moment; the delay makes the moment last.
 */
record ReplicaOlder(PostgresNode replica, Duration age) implements Fault {

  @Override
  public List<PostgresNode> nodes() {
    return List.of(replica);
  }

  @Override
  public String begin() throws SQLException {
    String before = Superuser.ask(replica, "SELECT pg_last_wal_replay_lsn()");
    replica.applyDelay(age);
    replica.kill();
    replica.start();
    return "%s is killed at %s and comes back at %s, %s behind"
        .formatted(
            replica.name(),
            before,
            Superuser.ask(replica, "SELECT pg_last_wal_replay_lsn()"),
            Durations.print(age));
  }

  @Override
  public String heal() {
    replica.start();
    replica.applyDelay(Duration.ZERO);
    return replica.name() + " replays at once again";
  }
}
