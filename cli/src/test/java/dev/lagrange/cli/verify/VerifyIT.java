package dev.lagrange.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.cli.Child;
import dev.lagrange.cli.Run;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.verifier.history.HistoryFile;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command, against a primary and a replica that are there already, and against its own. */
final class VerifyIT {

  private static final String USER =
      "user=" + PostgresCluster.APP_USER + "&password=" + PostgresCluster.APP_PASSWORD;

  private static PostgresCluster cluster;
  private static String url;

  @TempDir private Path folder;

  @BeforeAll
  static void startCluster() {
    cluster = PostgresCluster.builder().replicas(1).start();
    url = cluster.driverUrl();
  }

  @AfterAll
  static void closeCluster() {
    cluster.close();
  }

  @Test
  void keptPromisesOfItsOwnClusterAreZeroAndTheHistoryAloneSaysTheSame() throws Exception {
    Run run = Run.of("verify", "--duration", "3s", "--seed", "42", "--report", folder.toString());

    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.out()).contains("12 sessions for 3s at eventual, seed 42", "PASSED");
    assertThat(folder.resolve("report.json")).content().contains("\"verdict\"", "kept");
    assertThat(folder.resolve("report.html")).content().startsWith("<!DOCTYPE html>");
    Run again = Run.of("verify", "--history", history().toString());
    assertThat(again.exitCode()).isZero();
    assertThat(again.out()).contains("What was done to the cluster").isNotEmpty();
    assertThat(run.out()).contains(again.out());
  }

  @Test
  void proxyKeepsItsPromisesAndIsCaughtWhereItMakesNone() {
    Run kept =
        Run.of(
            "verify",
            "--through",
            "proxy",
            "--duration",
            "4s",
            "--seed",
            "42",
            "--level",
            "strong,bounded(1s),eventual");

    assertThat(kept.exitCode()).as(kept.out() + kept.err()).isZero();
    assertThat(kept.out())
        .contains(
            "the replica has all that this session wrote and read",
            "the replica has all that is older than the bound",
            "strong reads are served by the primary");
    Run weak = Run.of("verify", "--through", "proxy", "--duration", "4s", "--level", "weak");
    assertThat(weak.out()).containsPattern("read your writes at weak \\([1-9]");
  }

  @Test
  void brokenPromiseIsOneAndTheHistoryAloneSaysTheSame() throws Exception {
    cluster.replicas().get(0).applyDelay(Duration.ofMillis(300));
    Run run;
    try {
      run =
          Run.of(
              "verify",
              "--url",
              cluster.primary().jdbcUrl() + "&" + USER,
              "--read-url",
              cluster.replicas().get(0).jdbcUrl() + "&" + USER,
              "--duration",
              "2s",
              "--workload",
              "register",
              "--report",
              folder.toString());
    } finally {
      cluster.replicas().get(0).applyDelay(Duration.ZERO);
    }

    assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(1);
    assertThat(run.out()).contains("FAILED", "read your writes").doesNotContain("password");
    Run again = Run.of("verify", "--history", history().toString());
    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains(again.out());
    assertThat(schema()).isNull();
  }

  @Test
  void clusterThatCannotBeUsedIsThree() throws Exception {
    execute("CREATE ROLE guest LOGIN PASSWORD 'guest'");
    String guest = cluster.primary().jdbcUrl() + "&user=guest&password=";
    String nobody = "jdbc:postgresql://127.0.0.1:1/app?" + USER;
    String standby = cluster.replicas().get(0).jdbcUrl() + "&" + USER;

    assertUnverified(nobody, "No connection to jdbc:postgresql://127.0.0.1:1/app");
    assertUnverified(guest + "wrong", "password authentication failed");
    assertUnverified(guest + "guest", "the user needs the right CREATE on the database");
    assertUnverified(standby, "the URL has to lead to the primary");
  }

  private static void assertUnverified(String where, String named) {
    Run run = Run.of("verify", "--url", where, "--duration", "2s");

    assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(3);
    assertThat(run.err().lines()).singleElement().asString().contains(named);
  }

  @Test
  void interruptedRunReportsAndLeavesNothing() throws Exception {
    try (Child child =
        Child.start(folder, "verify", "--duration", "1h", "--report", folder.toString())) {
      child.awaitHistory(history(), 20_000);
      var processes = child.descendants();
      assertThat(processes).hasSizeGreaterThan(10);

      child.interrupt();

      assertThat(child.end()).as(child.output()).isEqualTo(130);
      assertThat(child.output())
          .contains("SIGINT: the run ends now", "PASSED", "report.html")
          .doesNotContain("Exception");
      assertThat(processes).noneMatch(ProcessHandle::isAlive);
      HistoryFile read = HistoryFile.read(history());
      assertThat(read.torn()).isFalse();
      assertThat(read.history().size()).isGreaterThan(20);
    }
  }

  @Test
  void interruptedRunElsewhereDropsItsSchema() throws Exception {
    try (Child child = startElsewhere()) {
      child.awaitHistory(history(), 20_000);
      assertThat(schema()).isNotNull();

      child.interrupt();

      assertThat(child.end()).as(child.output()).isEqualTo(130);
      assertThat(schema()).isNull();
    }
  }

  /** A server that answers nothing holds up the end in good order. */
  @Test
  void secondInterruptEndsAtOnceAndTheNextRunReplacesWhatIsLeft() throws Exception {
    try (Child child = startElsewhere()) {
      child.awaitHistory(history(), 20_000);
      cluster.primary().freeze();
      try {
        child.interrupt();
        child.awaitOutput("A second one ends the process at once");
        child.interrupt();

        assertThat(child.end()).as(child.output()).isEqualTo(130);
      } finally {
        cluster.primary().thaw();
      }
      assertThat(child.output()).doesNotContain("PASSED", "NOT JUDGED", "report.html");
      assertThat(schema()).isNotNull();
    }
    assertUnverified(url, "Another run uses the schema");

    execute("UPDATE lagrange_verify.run SET alive_at = alive_at - interval '1 hour'");
    Run next = Run.of("verify", "--url", url, "--duration", "1s", "--workload", "register");

    assertThat(next.exitCode()).as(next.out() + next.err()).isZero();
    assertThat(next.out()).contains("A run that was killed had left its schema");
    assertThat(schema()).isNull();
  }

  private Child startElsewhere() throws IOException {
    return Child.start(
        folder,
        "verify",
        "--url",
        url,
        "--duration",
        "1h",
        "--workload",
        "register",
        "--report",
        folder.toString());
  }

  private Path history() {
    return folder.resolve("history.jsonl");
  }

  private static String schema() throws SQLException {
    try (Connection connection = cluster.primary().connectAsSuperuser();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT to_regnamespace('lagrange_verify')")) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = cluster.primary().connectAsSuperuser();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
