package dev.lagrange.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.cli.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class VerifyCommandTest {

  private static final String PLAIN = "jdbc:postgresql://localhost/app";
  private static final String DRIVER = "jdbc:lagrange:postgresql://localhost/app";

  @TempDir private Path folder;

  /** Arguments, and what the complaint has to name. */
  private record Refusal(List<String> arguments, List<String> named) {
    static Refusal of(List<String> arguments, String... named) {
      return new Refusal(arguments, List.of(named));
    }
  }

  private static Stream<Refusal> refusals() {
    return Stream.of(
        Refusal.of(List.of("--sessions", "0"), "--sessions", "between 1 and 200", "not 0"),
        Refusal.of(List.of("--sessions", "201"), "--sessions", "between 1 and 200", "not 201"),
        Refusal.of(List.of("--sessions", "many"), "--sessions", "many"),
        Refusal.of(List.of("--duration", "0s"), "--duration", "up to 1h", "not 0"),
        Refusal.of(List.of("--duration", "2h"), "--duration", "up to 1h", "not 2h"),
        Refusal.of(List.of("--duration", "20"), "--duration", "20", "unit"),
        Refusal.of(List.of("--level", "srong"), "--level", "srong", "strong"),
        Refusal.of(List.of("--level", "bounded"), "--level", "bounded"),
        Refusal.of(List.of("--scope", "galaxy"), "--scope", "galaxy"),
        Refusal.of(List.of("--workload", "register,lits"), "--workload", "lits"),
        Refusal.of(List.of("--seed", "x"), "--seed", "x"),
        Refusal.of(List.of("--history", "f", "--url", PLAIN), "--history", "leave --url out"),
        Refusal.of(List.of("--history", "f", "--faults", "lag"), "--faults", "--history"),
        Refusal.of(
            List.of("--url", DRIVER, "--scope", "datasource", "--workload", "handover"),
            "handover",
            "datasource",
            "context"),
        Refusal.of(List.of("unexpected"), "unexpected"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void badUsageEndsWithTwoAndNamesWhatAndWhy(Refusal refusal) {
    String[] arguments =
        Stream.concat(Stream.of("verify"), refusal.arguments().stream()).toArray(String[]::new);

    Run run = Run.of(arguments);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("lagrange verify: ").contains(refusal.named());
  }

  @Test
  void fileThatIsNoHistoryVerifiesNothing() throws IOException {
    Path binary = Files.write(folder.resolve("binary"), new byte[] {1, 2, 3, '\n', 0});

    assertUnverified(Run.of("verify", "--history", binary.toString()), "line 1", "--report");
    assertUnverified(Run.of("verify", "--history", folder.toString()), "is a folder");
    assertUnverified(
        Run.of("verify", "--history", folder.resolve("none").toString()), "there is no such file");
  }

  @Test
  void folderForTheReportIsTriedBeforeTheRun() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");

    assertUnverified(
        Run.of("verify", "--url", PLAIN, "--report", file.toString()), "file", "folder is needed");
  }

  @Test
  void urlThatNobodyKnowsVerifiesNothing() {
    assertUnverified(Run.of("verify", "--url", "jdbc:mysql://localhost/app"), "neither");
  }

  private static void assertUnverified(Run run, String... named) {
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err().lines()).singleElement().asString().contains(named);
  }
}
