package dev.lagrange.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lagrange.cli.Run;
import dev.lagrange.testbed.ClientProgram;
import dev.lagrange.testbed.PgBouncer;
import dev.lagrange.testbed.Pgpool;
import org.junit.jupiter.api.Test;

/** The shortest bench of the proxies, on real ones. */
final class ProxyBenchIT {

  @Test
  void eachWayHasItsTurnAndIsHeldAgainstPgBouncers() {
    assumeTrue(ClientProgram.PGBENCH.isFound(), ClientProgram.PGBENCH::notFound);
    assumeTrue(PgBouncer.isFound(), PgBouncer.NOT_FOUND);
    assumeTrue(Pgpool.isFound(), Pgpool.NOT_FOUND);

    Run run =
        Run.of(
            ("bench proxy --clients 2 --protocol prepared --rounds 1 --seconds 2 --warm-up 1"
                    + " --scale 1")
                .split(" ", -1));

    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    String figures =
        " +[1-9][\\d,]* +\\d+\\.\\d\\d +\\d+\\.\\d +\\S+ +\\d+\\.\\d\\d +\\d+\\.\\d\\d\\R";
    for (String way :
        new String[] {"direct", "Pgpool-II", "Lagrange, eventual", "Lagrange, weak"}) {
      assertThat(run.out()).containsPattern("prepared +2 +" + way + figures);
    }
    assertThat(run.out()).containsPattern("PgBouncer +[1-9][\\d,]* +1\\.00 +\\S+ +1\\.00 ");
  }
}
