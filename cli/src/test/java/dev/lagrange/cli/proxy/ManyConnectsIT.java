package dev.lagrange.cli.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.cli.Child;
import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that come, ask something or not, and go with a word or without: nothing of them stays.
 */
final class ManyConnectsIT {

  private static final int CONNECTS = Integer.getInteger("many.connects", 40_000);
  private static final int THREADS = 4;

  /** What may be compiled and cached meanwhile; of a million clients, 16 bytes each. */
  private static final long MOST_MORE_IN_KIB = 16 << 10;

  /**
   * So many connections to servers may have been opened meanwhile, and are kept: two nodes' pools.
   */
  private static final int POOLED = 2 * LimitedProxy.POOL_SIZE;

  @TempDir private Path folder;

  @Test
  void nothingStaysOfClientsThatWent() throws Exception {
    try (PostgresCluster cluster = PostgresCluster.builder().replicas(1).start();
        Child proxy = LimitedProxy.start(folder, cluster)) {
      int port = ListeningPort.of(proxy);
      churn(port, Math.min(CONNECTS, 20_000));
      long heap = JavaHeap.live(proxy.pid());
      long memory = ProcFiles.kibibytes(proxy.pid(), "VmRSS");
      long threads = ProcFiles.threads(proxy.pid());
      long files = ProcFiles.openFiles(proxy.pid());

      churn(port, CONNECTS);

      Await.until(
          "the last ones to be gone",
          Await.PATIENCE,
          () -> ProcFiles.openFiles(proxy.pid()) <= files + POOLED);
      Await.until(
          "the heap to be as it was",
          Await.PATIENCE,
          () -> JavaHeap.live(proxy.pid()) < heap + MOST_MORE_IN_KIB);
      System.out.printf(
          "%d clients came and went: %d and %d KiB of live heap, %d and %d MiB resident,"
              + " %d and %d threads, %d and %d files%n",
          CONNECTS,
          heap,
          JavaHeap.live(proxy.pid()),
          memory >> 10,
          ProcFiles.kibibytes(proxy.pid(), "VmRSS") >> 10,
          threads,
          ProcFiles.threads(proxy.pid()),
          files,
          ProcFiles.openFiles(proxy.pid()));
      // those who wait for others end when they have nothing to do
      assertThat(ProcFiles.threads(proxy.pid())).isLessThanOrEqualTo(threads + 4);
    }
  }

  private static void churn(int port, int connects) throws Exception {
    Parts.inParallel(
        THREADS,
        connects,
        first -> {
          for (int n = first; n < first + connects / THREADS; n++) {
            comeAndGo(port, n);
          }
          return connects;
        });
  }

  private static void comeAndGo(int port, int number) throws IOException {
    try (PlainClient client = new PlainClient(port, PostgresCluster.APP_USER, "app")) {
      switch (number % 4) {
        case 0 -> {
          client.ask("SELECT 1");
          assertThat(client.awaitReady()).isEqualTo(1);
        }
        case 1 -> client.ask("SELECT 1"); // and does not wait for the answer
        case 2 -> client.bye();
        default -> {
          // as one that crashes
        }
      }
    }
  }
}
