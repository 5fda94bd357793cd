package dev.lagrange.cli;

import dev.lagrange.testbed.Await;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command in a process and a session of its own, as in a terminal. */
public final class Child implements AutoCloseable {

  private final Process process;
  private final Path output;

  private Child(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** Starts a subcommand with its arguments; its output is kept in the folder. */
  public static Child start(Path folder, String... arguments) throws IOException {
    return start(folder, List.of(), List.of(arguments));
  }

  /** The same with options for its JVM. */
  public static Child start(Path folder, List<String> options, List<String> arguments)
      throws IOException {
    Path output = folder.resolve("output");
    List<String> command =
        new ArrayList<>(
            List.of(
                // whoever runs the tests may ignore Ctrl-C, and children would inherit that
                "setsid",
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(arguments);
    File file = output.toFile();
    return new Child(
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(file).start(), output);
  }

  /** The number of its process. */
  public long pid() {
    return process.pid();
  }

  /** What it has printed so far. */
  public String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until it has printed something. */
  public void awaitOutput(String text) {
    await("'" + text + "'", () -> output().contains(text));
  }

  /** Waits until its history has so many bytes. */
  public void awaitHistory(Path history, long bytes) {
    await("history", () -> Files.exists(history) && Files.size(history) > bytes);
  }

  private void await(String what, Await.Condition condition) {
    Await.until(
        what + " of the child", Await.PATIENCE, () -> !process.isAlive() || condition.holds());
    if (!process.isAlive()) {
      throw new IllegalStateException("It ended before its " + what + ": " + output());
    }
  }

  /** Presses Ctrl-C, which goes to all processes of the session. */
  public void interrupt() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-INT", "--", "-" + process.pid()).start().waitFor();
  }

  /** Sends SIGTERM, as who ends services does. */
  public void terminate() {
    process.destroy();
  }

  /** Kills it. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Waits for its end, and returns its exit code. */
  public int end() throws InterruptedException {
    if (!process.waitFor(Await.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("It does not end: " + output());
    }
    return process.exitValue();
  }

  /** The processes that it has started, and they. */
  public List<ProcessHandle> descendants() {
    return process.descendants().toList();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
