package dev.lagrange.verifier.mutation;

import dev.lagrange.testbed.PostgresCluster;
import java.util.Locale;

/** How the replicas follow of a cluster on which drivers are judged. */
enum Replication {
  /** Two replicas, which no commit waits for. */
  ASYNCHRONOUS,
  /** Three replicas, of which any two acknowledge each commit. */
  SYNCHRONOUS;

  /** Starts such a cluster. */
  PostgresCluster start() {
    return switch (this) {
      case ASYNCHRONOUS ->
          // a replica that is killed is to have much to replay
          PostgresCluster.builder()
              .replicas(2)
              .setting("checkpoint_timeout", "1h")
              .setting("max_wal_size", "2GB")
              .setting("bgwriter_lru_maxpages", "0")
              .start();
      case SYNCHRONOUS -> PostgresCluster.builder().replicas(3).synchronous(2).start();
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
