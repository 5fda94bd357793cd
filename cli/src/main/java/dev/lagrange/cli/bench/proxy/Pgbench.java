package dev.lagrange.cli.bench.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lagrange.testbed.ClientProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * pgbench's select-only script, run for a while.
 *
 * @param mode of its protocol: simple, extended or prepared
 * @param clients how many connections it has
 * @param seconds how long it runs
 */
record Pgbench(String mode, int clients, int seconds) {

  private static final Pattern RATE = Pattern.compile("tps = ([0-9.]+) \\(without");
  private static final Pattern DONE = Pattern.compile("actually processed: (\\d+)");
  private static final int MOST_THREADS = 2;

  /** One transaction in so many is noted with its time. */
  private static final String SAMPLE = "0.1";

  /** Where the third field of pgbench's log is the time that a transaction took. */
  private static final int TIME = 2;

  /** Makes its tables. */
  static void prepare(int port, int scale) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("pgbench");
    try {
      output(
          ClientProgram.PGBENCH.command(port, "-i", "-q", "-s", Integer.toString(scale)), folder);
    } finally {
      delete(folder);
    }
  }

  /**
   * Runs it on one contender. Blocks.
   *
   * @throws IOException if it does not run to its end
   */
  Round run(Contender contender) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("pgbench");
    try {
      ProcessBuilder builder =
          ClientProgram.PGBENCH.command(
              contender.port(),
              "-n",
              "-S",
              "-M",
              mode,
              "-c",
              Integer.toString(clients),
              "-j",
              Integer.toString(Math.min(MOST_THREADS, clients)),
              "-T",
              Integer.toString(seconds),
              "--log",
              "--log-prefix=" + folder.resolve("log"),
              "--sampling-rate=" + SAMPLE);
      builder.environment().put("PGOPTIONS", contender.options());
      Duration before = contender.processorTime().get();
      String said = output(builder, folder);
      Duration took = contender.processorTime().get().minus(before);
      double transactions = number(DONE, said);
      if (transactions == 0) {
        return new Round(0, Double.NaN, Double.NaN, Double.NaN); // it was not even connected
      }
      double[] millis = sample(folder);
      return new Round(
          number(RATE, said),
          took.toNanos() / 1e3 / transactions,
          percentile(millis, 50),
          percentile(millis, 99));
    } finally {
      delete(folder);
    }
  }

  private static String output(ProcessBuilder builder, Path folder)
      throws IOException, InterruptedException {
    Path said = folder.resolve("said");
    Process process = builder.redirectErrorStream(true).redirectOutput(said.toFile()).start();
    try {
      int status = process.waitFor();
      String output = Files.readString(said, UTF_8);
      if (status != 0) {
        throw new IOException("pgbench ended with status " + status + ": " + output);
      }
      return output;
    } finally {
      process.destroyForcibly();
    }
  }

  private static double number(Pattern pattern, String said) throws IOException {
    Matcher found = pattern.matcher(said);
    if (!found.find()) {
      throw new IOException("pgbench did not say what it did: " + said);
    }
    return Double.parseDouble(found.group(1));
  }

  private static double[] sample(Path folder) throws IOException {
    List<Path> logs;
    try (Stream<Path> files = Files.list(folder)) {
      logs = files.filter(file -> file.getFileName().toString().startsWith("log")).toList();
    }
    List<String> lines = new ArrayList<>();
    for (Path log : logs) {
      lines.addAll(Files.readAllLines(log));
    }
    return lines.stream()
        .mapToDouble(line -> Double.parseDouble(line.split(" ", -1)[TIME]) / 1e3)
        .sorted()
        .toArray();
  }

  private static double percentile(double[] sorted, int percent) {
    return sorted.length == 0
        ? Double.NaN
        : sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  @Override
  public String toString() {
    return "%s, %d clients".formatted(mode, clients);
  }
}
