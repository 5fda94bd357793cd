package dev.lagrange.verifier.mutation;

import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.verifier.Disturbance;
import dev.lagrange.verifier.check.Guarantee;
import dev.lagrange.verifier.workload.WorkloadKind;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Has a driver judged in a process of its own, while the cluster is broken from here. */
final class Suspect {

  /** Beyond the time of the sessions: only a process that hangs needs as long. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Path classes;
  private final PostgresCluster cluster;
  private final Trial trial;

  /**
   * A driver.
   *
   * @param classes the folder of those of its classes that are changed
   */
  Suspect(Path classes, PostgresCluster cluster, Trial trial) {
    this.classes = classes;
    this.cluster = cluster;
    this.trial = trial;
  }

  /**
   * What the verifier said.
   *
   * @param broken the promises that were broken
   * @param examples a counterexample of each, in words
   * @param millis from the first operation to the finding, or to the end
   * @param report the whole report
   */
  record Verdict(
      Set<Guarantee> broken, Map<Guarantee, String> examples, long millis, String report) {}

  /**
   * Runs the trial until one of these is broken, but no longer than this.
   *
   * @throws IOException if the process ended without a verdict; with what it said
   */
  Verdict judge(Set<Guarantee> wanted, Duration limit, long seed) throws IOException {
    Path errors = Files.createTempFile("mutant", ".txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx512m",
                "-cp",
                classes + File.pathSeparator + System.getProperty("java.class.path"),
                MutantMain.class.getName())
            .redirectError(errors.toFile())
            .start();
    CompletableFuture<Void> tooLong =
        CompletableFuture.runAsync(
            process::destroyForcibly,
            CompletableFuture.delayedExecutor(
                limit.plus(PATIENCE).toMillis(), TimeUnit.MILLISECONDS));
    try (Writer to = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
        BufferedReader from =
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      tell(to, orders(wanted, limit, seed));
      disturb(to, from);
      return verdict(from);
    } catch (IOException e) {
      throw new IOException(e.getMessage() + ": " + Files.readString(errors), e);
    } finally {
      tooLong.cancel(false);
      process.destroyForcibly();
      Files.delete(errors);
    }
  }

  private List<String> orders(Set<Guarantee> wanted, Duration limit, long seed) {
    return List.of(
        url(),
        trial.level().toString(),
        trial.scope().name(),
        trial.workloads().stream().map(WorkloadKind::name).collect(Collectors.joining(",")),
        wanted.stream().map(Guarantee::name).collect(Collectors.joining(",")),
        Long.toString(limit.toMillis()),
        Long.toString(seed));
  }

  private String url() {
    return cluster.driverUrl()
        + trial.options().stream().map(option -> "&" + option).collect(Collectors.joining());
  }

  private void disturb(Writer to, BufferedReader from) throws IOException {
    await(MutantMain.BEGUN, from);
    Disturbance.Ongoing trouble = trial.trouble().on(cluster).begin();
    try {
      tell(to, List.of(MutantMain.BEGUN));
      await(MutantMain.OVER, from);
    } finally {
      trouble.close();
      cluster.awaitReplicasCaughtUp();
    }
    tell(to, List.of(MutantMain.OVER));
  }

  private static Verdict verdict(BufferedReader from) throws IOException {
    Set<Guarantee> broken = EnumSet.noneOf(Guarantee.class);
    Map<Guarantee, String> examples = new EnumMap<>(Guarantee.class);
    long millis = 0;
    for (String line = from.readLine(); line != null; line = from.readLine()) {
      if (line.equals(MutantMain.REPORT)) {
        String report = from.lines().collect(Collectors.joining(System.lineSeparator()));
        return new Verdict(broken, examples, millis, report);
      }
      if (line.startsWith(MutantMain.MILLIS)) {
        millis = Long.parseLong(line.substring(MutantMain.MILLIS.length()));
      } else if (line.startsWith(MutantMain.EXAMPLE)) {
        String[] words = line.split(" ", 3);
        Guarantee guarantee = Guarantee.valueOf(words[1]);
        broken.add(guarantee);
        examples.putIfAbsent(guarantee, words[2]);
      }
    }
    throw new IOException("The process ended without a verdict");
  }

  private static void tell(Writer to, List<String> lines) throws IOException {
    to.write(String.join("\n", lines) + "\n");
    to.flush();
  }

  private static void await(String word, BufferedReader from) throws IOException {
    for (String line = from.readLine(); line != null; line = from.readLine()) {
      if (line.equals(word)) {
        return;
      }
    }
    throw new IOException("The process ended before it said '" + word + "'");
  }
}
