package dev.lagrange.testbed;

import java.io.IOException;
import java.io.OutputStream;

/**
 * The main program of a JVM that holds a cluster until its input ends: for tests of how such a JVM
 * may end.
 */
final class ClusterHolder {
  static final String READY = "ready";

  private ClusterHolder() {}

  public static void main(String[] options) throws IOException {
    try (PostgresCluster cluster = PostgresCluster.builder().replicas(1).start()) {
      cluster.awaitReplicasCaughtUp();
      if (options.length > 0 && options[0].equals("freeze")) {
        cluster.primary().freeze();
      }
      System.out.println(READY);
      System.out.flush();
      System.in.transferTo(OutputStream.nullOutputStream());
    }
  }
}
