package dev.lagrange.cli.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lagrange.cli.Child;
import dev.lagrange.testbed.PostgresCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As many clients as a large service has, most of them idle, before a proxy of bounded memory. */
final class ManyClientsIT {

  private static final int HELD = Integer.getInteger("many.held", 10_000);
  private static final int ACTIVE = Integer.getInteger("many.active", 1_000);
  private static final int ROUNDS = Integer.getInteger("many.rounds", 50);
  private static final int THREADS = 4;
  private static final long GIBIBYTE_IN_KIB = 1 << 20;

  @TempDir private Path folder;

  @Test
  void tenThousandAreHeldAndAThousandServedWithinOneGibibyte() throws Exception {
    assumeTrue(
        ProcFiles.mostOpenFiles() > HELD + 1_000,
        "too few open files are allowed: see 'ulimit -n'");
    try (PostgresCluster cluster = PostgresCluster.builder().replicas(1).start()) {
      try (Connection app =
              cluster.primary().connect(PostgresCluster.APP_USER, PostgresCluster.APP_PASSWORD);
          Statement statement = app.createStatement()) {
        statement.execute("CREATE TABLE t AS SELECT generate_series(1, 1000) AS v");
      }
      cluster.awaitReplicasCaughtUp();
      List<PlainClient> clients = new ArrayList<>();
      try (Child proxy = LimitedProxy.start(folder, cluster)) {
        try {
          int port = ListeningPort.of(proxy);
          for (List<PlainClient> some : Parts.inParallel(THREADS, HELD, n -> connect(port, n))) {
            clients.addAll(some);
          }
          long idle = ProcFiles.kibibytes(proxy.pid(), "VmRSS");
          List<Integer> served =
              Parts.inParallel(
                  THREADS, ACTIVE, n -> serve(clients.subList(n, n + ACTIVE / THREADS)));
          long most = ProcFiles.kibibytes(proxy.pid(), "VmHWM");
          System.out.printf(
              "%d clients held in %d MiB; %d of them active, %d statements: %d MiB at most%n",
              clients.size(), idle >> 10, ACTIVE, sum(served), most >> 10);
          assertThat(sum(served)).isEqualTo(ACTIVE * ROUNDS);
          assertThat(most).as("KiB").isLessThan(GIBIBYTE_IN_KIB);
          for (PlainClient client : clients) {
            assertThat(client.isHeld()).isTrue();
          }
        } finally {
          for (PlainClient client : clients) {
            client.close();
          }
        }
      }
    }
  }

  private static List<PlainClient> connect(int port, int first) throws IOException {
    List<PlainClient> clients = new ArrayList<>();
    for (int n = first; n < first + HELD / THREADS; n++) {
      clients.add(new PlainClient(port, PostgresCluster.APP_USER, "app"));
    }
    return clients;
  }

  /** Has all of them wait for an answer at the same time, again and again. */
  private static int serve(List<PlainClient> clients) throws IOException {
    int rows = 0;
    for (int round = 0; round < ROUNDS; round++) {
      for (PlainClient client : clients) {
        client.ask("SELECT v FROM t WHERE v = " + (1 + round));
      }
      for (PlainClient client : clients) {
        rows += client.awaitReady();
      }
    }
    return rows;
  }

  private static int sum(List<Integer> numbers) {
    return numbers.stream().mapToInt(Integer::intValue).sum();
  }
}
