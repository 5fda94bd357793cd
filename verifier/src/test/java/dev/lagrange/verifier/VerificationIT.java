package dev.lagrange.verifier;

import static dev.lagrange.routing.consistency.Consistency.EVENTUAL;
import static dev.lagrange.routing.consistency.Consistency.WEAK;
import static dev.lagrange.verifier.check.Guarantee.READ_YOUR_WRITES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.consistency.SessionScope;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import dev.lagrange.verifier.check.Checkers;
import dev.lagrange.verifier.check.Findings;
import dev.lagrange.verifier.check.Guarantee;
import dev.lagrange.verifier.history.FaultSpan;
import dev.lagrange.verifier.history.History;
import dev.lagrange.verifier.history.HistoryFile;
import dev.lagrange.verifier.history.Model;
import dev.lagrange.verifier.history.Operation;
import dev.lagrange.verifier.workload.Tally;
import dev.lagrange.verifier.workload.WorkloadKind;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs against a primary and two replicas. */
final class VerificationIT {

  private static final Duration DURATION = Duration.ofSeconds(2);

  private static PostgresCluster cluster;
  private static String url;

  @TempDir private Path folder;

  @BeforeAll
  static void startCluster() {
    cluster = PostgresCluster.builder().replicas(2).start();
    url = cluster.driverUrl();
  }

  @AfterAll
  static void closeCluster() {
    cluster.close();
  }

  @Test
  void runLeavesItsHistoryAndNothingElse() throws Exception {
    Path file = folder.resolve("history.jsonl");
    Set<String> seen = ConcurrentHashMap.newKeySet();
    FaultSpan fault = new FaultSpan(1, 2, "something was done", "node-2");

    HistoryFile happened =
        new Verification(plan(file), noting(fault), onceRunning(() -> note(seen))).run();

    assertThat(seen).contains("lagrange_verify", "another process");
    assertThat(schemas()).isEmpty();
    assertThat(otherProcesses()).isZero();
    HistoryFile read = HistoryFile.read(file);
    assertThat(read.header()).isEqualTo(happened.header());
    assertThat(read.history().operations()).isEqualTo(happened.history().operations());
    assertThat(read.faults()).isEqualTo(happened.faults()).containsExactly(fault);
    assertThat(read.torn()).isFalse();
    for (Model model : Model.values()) {
      assertThat(known(happened, model)).as("reads of %s", model).anyMatch(Operation::isReadOnly);
      assertThat(known(happened, model))
          .as("writes of %s", model)
          .anyMatch(one -> !one.isReadOnly());
    }
    assertThat(known(happened, Model.REGISTER))
        .as("what goes from one process to the other")
        .anyMatch(operation -> operation.accesses().get(0).key().startsWith("h"));
    assertThat(broken(happened.history(), EVENTUAL)).isEmpty();
  }

  /** The control of all that finds nothing: the same reads, promised nothing, are caught. */
  @Test
  void weakIsCaughtBehindPausedReplicasAndEventualIsNot() throws Exception {
    Plan plan =
        new Plan(
            url,
            null,
            List.of(WEAK, EVENTUAL),
            SessionScope.CLUSTER,
            DURATION,
            8,
            Plan.THINKING,
            EnumSet.of(WorkloadKind.REGISTER, WorkloadKind.VALUE),
            1,
            null);

    History history = new Verification(plan, paused(), Watcher.NONE).run().history();

    assertThat(broken(history, WEAK)).contains(READ_YOUR_WRITES);
    assertThat(broken(history, EVENTUAL)).isEmpty();
    assertThat(checked(history, EVENTUAL)).isPositive();
  }

  @Test
  void stoppedRunEndsBeforeItsTimeWithWhatHasHappened() throws Exception {
    Plan plan = Plan.of(url, EVENTUAL, Duration.ofHours(1));
    Verification[] running = new Verification[1];
    running[0] = new Verification(plan, Disturbance.NONE, onceRunning(() -> running[0].stop()));

    History history = running[0].run().history();

    assertThat(history.operations()).anyMatch(Operation::isKnown);
    assertThat(schemas()).isEmpty();
  }

  @Test
  void schemaOfSomebodyElseIsLeftAlone() throws Exception {
    execute("CREATE SCHEMA lagrange_verify CREATE TABLE run (id int, alive_at timestamptz)");
    try {
      assertThatThrownBy(() -> new Verification(plan(null), Disturbance.NONE, Watcher.NONE).run())
          .isInstanceOf(SQLException.class)
          .hasMessageContainingAll("lagrange_verify", "was not made by", "rename it, or drop it");

      assertThat(ask("SELECT to_regclass('lagrange_verify.run')")).isEqualTo("lagrange_verify.run");
    } finally {
      execute("DROP SCHEMA lagrange_verify CASCADE");
    }
  }

  @Test
  void secondRunDoesNotTakeTheSchemaFromTheFirst() throws Exception {
    StringBuilder refused = new StringBuilder();
    Runnable second =
        () -> {
          try {
            new Verification(plan(null), Disturbance.NONE, Watcher.NONE).run();
          } catch (Exception e) {
            refused.append(e.getMessage());
          }
        };

    HistoryFile happened =
        new Verification(plan(null), Disturbance.NONE, onceRunning(second)).run();

    assertThat(refused).contains("Another run uses the schema", "wait for its end");
    assertThat(known(happened, Model.REGISTER)).isNotEmpty();
  }

  private static Plan plan(Path history) {
    Plan plan = Plan.of(url, EVENTUAL, DURATION);
    return new Plan(
        plan.url(),
        null,
        plan.levels(),
        plan.scope(),
        plan.duration(),
        plan.sessions(),
        plan.thinking(),
        plan.workloads(),
        plan.seed(),
        history);
  }

  private static Disturbance paused() {
    return () -> {
      cluster.replicas().forEach(PostgresNode::pauseReplay);
      return () -> cluster.replicas().forEach(PostgresNode::resumeReplay);
    };
  }

  private static Disturbance noting(FaultSpan fault) {
    return () ->
        new Disturbance.Ongoing() {
          @Override
          public void close() {}

          @Override
          public List<FaultSpan> faults(long origin) {
            return List.of(fault);
          }
        };
  }

  private static Watcher onceRunning(Runnable action) {
    return new Watcher() {
      private boolean done;

      @Override
      public void running(Consistency level, Duration elapsed, Tally tally) {
        if (!done && tally.reads() > 0 && tally.writes() > 0) {
          done = true;
          action.run();
        }
      }
    };
  }

  private static void note(Set<String> seen) {
    seen.add(schemas());
    if (otherProcesses() > 0) {
      seen.add("another process");
    }
  }

  private static long otherProcesses() {
    return ProcessHandle.current()
        .children()
        .filter(ProcessHandle::isAlive)
        .flatMap(child -> child.info().arguments().stream())
        .filter(arguments -> String.join(" ", arguments).contains("OtherProcess"))
        .count();
  }

  private static List<Operation> known(HistoryFile file, Model model) {
    return file.history().of(model).where(Operation::isKnown).operations();
  }

  private static Set<Guarantee> broken(History history, Consistency level) {
    Set<Guarantee> broken = EnumSet.noneOf(Guarantee.class);
    Findings findings = Checkers.check(history);
    findings
        .counts()
        .forEach(
            (subject, count) -> {
              if (subject.level().equals(level) && count.broken() > 0) {
                broken.add(subject.guarantee());
              }
            });
    return broken;
  }

  private static long checked(History history, Consistency level) {
    return Checkers.check(history).counts().entrySet().stream()
        .filter(entry -> entry.getKey().level().equals(level))
        .filter(entry -> entry.getKey().guarantee() == READ_YOUR_WRITES)
        .mapToLong(entry -> entry.getValue().checked())
        .sum();
  }

  private static String schemas() {
    return ask(
        "SELECT coalesce(string_agg(nspname, ''), '') FROM pg_namespace WHERE nspname = 'lagrange_verify'");
  }

  private static String ask(String sql) {
    try (Connection connection = cluster.primary().connectAsSuperuser();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = cluster.primary().connectAsSuperuser();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
