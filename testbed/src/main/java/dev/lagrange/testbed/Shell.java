package dev.lagrange.testbed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The few commands of the system that do better than Java: copying and deleting trees, sending
 * signals.
 */
final class Shell {
  // the shell's own kill: the program of that name is not installed everywhere
  private static final String SIGNAL =
      """
      signal=$1
      shift
      for process; do
        kill -$signal $process || ! [ -e /proc/$process ] || exit 1
      done
      """;

  private Shell() {}

  /**
   * Copies a tree with its owners, modes and links; leaves out zeroes, and shares blocks where the
   * file system can.
   */
  static void copyTree(Path source, Path target) throws IOException {
    run(
        List.of(
            "cp", "-a", "--reflink=auto", "--sparse=always", source.toString(), target.toString()));
  }

  static void deleteTree(Path folder) throws IOException {
    run(List.of("rm", "-rf", folder.toString()));
  }

  /** Sends a signal, e.g. {@code "STOP"}; processes that are gone are passed over. */
  static void signal(String signal, List<ProcessHandle> processes) throws IOException {
    List<String> command = new ArrayList<>(List.of("sh", "-c", SIGNAL, "sh", signal));
    processes.forEach(process -> command.add(Long.toString(process.pid())));
    run(command);
  }

  /** Runs a command to its end. */
  static void run(List<String> command) throws IOException {
    Result result = start(command);
    if (result.status() != 0) {
      throw new IOException(
          command.get(0) + " ended with status " + result.status() + ": " + result.output());
    }
  }

  /** Runs a command to its end, whatever its status. */
  static Result start(List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Result(Sandbox.waitFor(process), output);
  }

  /** How a command ended, and what it said. */
  record Result(int status, String output) {}
}
