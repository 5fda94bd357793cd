package dev.lagrange.verifier.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.verifier.history.FaultSpan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RunTest {

  @ParameterizedTest
  @CsvSource({
    "jdbc:postgresql://h/d?user=u&password=s3cret&ssl=true, jdbc:postgresql://h/d?user=u&password=***&ssl=true",
    "jdbc:postgresql://h/d?monitorPassword=s3cret, jdbc:postgresql://h/d?monitorPassword=***",
    "jdbc:postgresql://h/d?sslpassword=s3cret, jdbc:postgresql://h/d?sslpassword=***",
    "jdbc:postgresql://u:s3cret@h/d, jdbc:postgresql://u:***@h/d",
    "embedded cluster, embedded cluster"
  })
  void passwordsAreMasked(String given, String shown) {
    Run run =
        new Run(
            given,
            List.of(Consistency.WEAK),
            null,
            Duration.ZERO,
            1,
            List.of(),
            1,
            List.of(),
            Instant.EPOCH,
            "",
            "");
    assertThat(run.target()).isEqualTo(shown);
  }

  @Test
  void faultsAreFoundByTheTimeInWhichTheyWereActive() {
    FaultSpan early = new FaultSpan(0, 10, "early", null);
    FaultSpan open = new FaultSpan(30, FaultSpan.NEVER, "open", "b");
    Run run = Clients.run(List.of(Consistency.WEAK), early, open);
    assertThat(run.faultsBetween(5, 20)).containsExactly(early);
    assertThat(run.faultsBetween(11, 29)).isEmpty();
    assertThat(run.faultsBetween(99, 99)).containsExactly(open);
    assertThat(open.name()).isEqualTo("b: open");
  }
}
