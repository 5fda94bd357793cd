package dev.lagrange.testbed;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Runs servers so that they cannot outlive this JVM: each in its own PID and IPC namespace, whose
 * init ends it when the pipe from the JVM closes, and in a session of its own, which signals from a
 * terminal do not reach. As root they run as nobody, since PostgreSQL and MySQL refuse root.
 * Immutable.
 */
final class Sandbox {
  private static final int NOBODY = 65534;
  private static final File NOTHING = new File("/dev/null");

  /**
   * The init of the namespace. $1 is the program's standard input, the rest its command. When init
   * exits, the kernel kills all that is left, frozen processes too. The first line keeps {@code
   * kill -9 -1} from ever reaching the processes outside.
   */
  private static final String INIT =
      """
      [ $$ -eq 1 ] || exit 70
      input=$1
      shift
      exec 3<&0
      "$@" <"$input" 3<&- &
      program=$!
      { while read -r line; do :; done; kill -9 -1; } <&3 >/dev/null 2>&1 &
      exec 3<&- </dev/null
      wait $program
      """;

  private final boolean root;

  private Sandbox(boolean root) {
    this.root = root;
  }

  /**
   * The sandbox for the user of this JVM.
   *
   * @throws IllegalStateException if this is not Linux
   */
  static Sandbox ofThisMachine() {
    String os = System.getProperty("os.name", "");
    if (!os.toLowerCase(Locale.ROOT).equals("linux")) {
      throw new IllegalStateException(
          "The testbed runs on Linux only (it needs namespaces), this is "
              + os
              + "; use Testcontainers or a remote machine");
    }
    try {
      return new Sandbox(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes a folder that the servers may write; its parent must be readable by all. */
  void makeFolder(Path folder) throws IOException {
    Files.createDirectories(folder);
    handOver(folder);
  }

  /** Makes the servers the owner of a file. */
  void handOver(Path file) throws IOException {
    if (root) {
      Files.setAttribute(file, "unix:uid", NOBODY);
      Files.setAttribute(file, "unix:gid", NOBODY);
    }
  }

  /**
   * Starts a program that lives until it ends by itself or the JVM does; its output is appended to
   * the log.
   */
  Process start(List<String> program, Path log) throws IOException {
    return builder(program, NOTHING.toPath(), log, false).start();
  }

  /**
   * The same for a program that looks up its processes in {@code /proc}: it sees those of its own
   * namespace there. Where the kernel does not allow of it, the program ends at once and its log
   * says so.
   */
  Process startWithProcesses(List<String> program, Path log) throws IOException {
    return builder(program, NOTHING.toPath(), log, true).start();
  }

  /** Runs a program to its end. */
  void run(List<String> program, Path input, Path log) throws IOException {
    int status = waitFor(builder(program, input, log, false).start());
    if (status != 0) {
      throw new IOException(failure(program, status, log));
    }
  }

  private static String failure(List<String> program, int status, Path log) throws IOException {
    String output = Files.readString(log);
    String remedy =
        output.contains("unshare:")
            ? "; allow this user to make namespaces (kernel.unprivileged_userns_clone, kernel.apparmor_restrict_unprivileged_userns) or run as root"
            : "";
    return program.get(0) + " ended with status " + status + remedy + ": " + output;
  }

  private ProcessBuilder builder(List<String> program, Path input, Path log, boolean ownProcesses) {
    // a terminal sends Ctrl-C to its session, and a server takes that for an order to shut down
    List<String> command = new ArrayList<>(List.of("setsid", "unshare"));
    if (!root) {
      command.addAll(List.of("--user", "--map-current-user"));
    }
    command.addAll(List.of("--pid", "--ipc", "--fork", "--kill-child"));
    if (ownProcesses) {
      command.add("--mount-proc");
    }
    if (root) {
      // a change of user clears the death signal that --kill-child has set
      command.addAll(
          List.of(
              "setpriv",
              "--reuid=" + NOBODY,
              "--regid=" + NOBODY,
              "--clear-groups",
              "--pdeathsig=KILL"));
    }
    command.addAll(List.of("sh", "-c", INIT, "init", input.toString()));
    command.addAll(program);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(Sandbox::isOfClients);
    builder.environment().put("LC_ALL", "C");
    return builder
        .directory(new File("/"))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
  }

  private static boolean isOfClients(String variable) {
    return variable.startsWith("PG") || variable.startsWith("MYSQL");
  }

  static int waitFor(Process process) throws IOException {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while waiting for process " + process.pid(), e);
    }
  }
}
