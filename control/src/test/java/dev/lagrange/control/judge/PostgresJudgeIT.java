package dev.lagrange.control.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.routing.sql.Classification;
import dev.lagrange.routing.sql.Classifier;
import dev.lagrange.routing.sql.Dialect;
import dev.lagrange.testbed.PostgresCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lets a primary and a hot standby judge what the classifier says. */
class PostgresJudgeIT {

  private static final int GENERATED = 3_000;

  private static PostgresCluster cluster;

  @BeforeAll
  static void start() {
    cluster = PostgresCluster.builder().replicas(1).start();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @BeforeEach
  void makeSchema() throws SQLException {
    PostgresSession.prepare(cluster.primary(), PostgresCorpus.schema());
    cluster.awaitReplicasCaughtUp();
  }

  @Test
  void readsOfTheCorpusRunOnAStandbyAndLeaveNoTrace() throws Exception {
    List<PostgresCase> corpus = PostgresCorpus.statements();

    PostgresTrial trial = hold("corpus", corpus);

    assertThat(corpus).hasSizeGreaterThan(600);
    assertThat(trial.misjudged()).isEmpty();
    assertThat(trial.caughtByKeyword()).isGreaterThan(100);
  }

  @Test
  void readsOfTheGeneratorRunOnAStandbyAndLeaveNoTrace() throws Exception {
    long seed = Long.getLong("lagrange.judge.seed", new Random().nextLong());
    System.out.println("lagrange.judge.seed=" + seed);
    PostgresGenerator generator = new PostgresGenerator(seed);

    PostgresTrial trial =
        hold(
            "generator",
            Stream.generate(generator::next).limit(GENERATED).map(PostgresCase::of).toList());

    assertThat(trial.misjudged()).isEmpty();
    assertThat(trial.executedShare()).isGreaterThanOrEqualTo(0.9);
    assertThat(trial.readShare()).isGreaterThanOrEqualTo(0.3);
    assertThat(trial.caughtByKeyword()).isGreaterThan(100);
  }

  @Test
  void builtInFunctionsAndViewsTakenForReadsAreReads() throws Exception {
    List<PostgresCase> reads;
    try (Connection connection = cluster.primary().connectAsSuperuser()) {
      Classifier classifier = new Classifier(Dialect.POSTGRESQL, 10);
      reads =
          PostgresBuiltIns.statements(connection).stream()
              .filter(statement -> classifier.classify(statement.sql()).isRead())
              .toList();
    }

    PostgresTrial trial = hold("built-ins", reads);

    assertThat(trial.misjudged()).isEmpty();
    assertThat(trial.executedShare()).isGreaterThan(0.5);
  }

  private static PostgresTrial hold(String name, List<PostgresCase> cases) throws Exception {
    Classifier classifier = new Classifier(Dialect.POSTGRESQL, 10);
    try (PostgresJudge judge = new PostgresJudge(cluster)) {
      PostgresTrial trial = new PostgresTrial(judge);
      for (PostgresCase next : cases) {
        Classification classification = classifier.classify(next.sql());
        trial.hear(next, classification);
      }
      System.out.println("Judge of the " + name + ": " + trial);
      Files.writeString(Path.of("target", "judge-" + name + ".txt"), trial.details());
      return trial;
    }
  }
}
