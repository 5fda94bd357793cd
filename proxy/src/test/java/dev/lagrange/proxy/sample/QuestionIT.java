package dev.lagrange.proxy.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.proxy.backend.Backend;
import dev.lagrange.proxy.backend.Openings;
import dev.lagrange.proxy.wire.StatementText;
import dev.lagrange.routing.option.HostPort;
import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server whose answer to a question has no end is closed. */
@Timeout(120)
final class QuestionIT {

  private static Optional<List<@Nullable String>> ask(Openings openings, Backend on, String sql)
      throws Exception {
    CompletableFuture<Optional<List<@Nullable String>>> answer = new CompletableFuture<>();
    openings
        .loop()
        .execute(
            () ->
                new Question(on)
                    .ask(StatementText.of(sql), row -> answer.complete(Optional.ofNullable(row))));
    return answer.get(Await.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Test
  void anAnswerThatIsTooLongIsNone() throws Exception {
    try (PostgresCluster cluster = PostgresCluster.builder().start();
        Openings openings = new Openings()) {
      HostPort server = new HostPort("127.0.0.1", cluster.primary().port());
      Backend shortly =
          openings.open(
              Openings.connector("sslmode=disable", Await.PATIENCE),
              server,
              PostgresCluster.APP_USER);
      assertThat(ask(openings, shortly, "SELECT repeat('x', 60000)"))
          .hasValueSatisfying(row -> assertThat(row.get(0)).hasSize(60_000));
      assertThat(shortly.isOpen()).isTrue();

      for (String rows : List.of("repeat('x', 100000000)", "g FROM generate_series(1, 100000) g")) {
        Backend on =
            openings.open(
                Openings.connector("sslmode=disable", Await.PATIENCE),
                server,
                PostgresCluster.APP_USER);
        assertThat(ask(openings, on, "SELECT " + rows)).isEmpty();
        assertThat(on.isOpen()).isFalse();
      }
    }
  }
}
