package dev.lagrange.testbed;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A running server: {@code unshare}, below it the init of its namespace, below that the postmaster
 * and the watcher of the pipe. Signals go to the postmaster and its children only: a frozen watcher
 * could not end the server with the JVM.
 */
final class ServerProcess {
  private final Process unshare;

  ServerProcess(Process unshare) {
    this.unshare = unshare;
  }

  boolean isAlive() {
    return unshare.isAlive();
  }

  /** Ends every process of the server at once, frozen ones too, as a loss of power would. */
  void kill() throws IOException {
    unshare.children().forEach(ProcessHandle::destroyForcibly);
    Sandbox.waitFor(unshare);
  }

  /** Sends a signal to the postmaster. */
  void signal(String signal) throws IOException {
    Shell.signal(signal, List.of(postmaster()));
  }

  /** Ends, by SIGKILL, the processes in whose command line a word appears, but not the init. */
  void killNamed(String word) throws IOException {
    List<ProcessHandle> named =
        unshare
            .children()
            .flatMap(ProcessHandle::descendants)
            .filter(process -> isNamed(process, word))
            .toList();
    if (named.isEmpty()) {
      throw new IllegalStateException("No process of the server is named " + word);
    }
    Shell.signal("KILL", named);
  }

  private static boolean isNamed(ProcessHandle process, String word) {
    String[] arguments = process.info().arguments().orElse(new String[0]);
    boolean shell = process.info().command().filter(name -> name.endsWith("sh")).isPresent();
    return !shell && Stream.of(arguments).anyMatch(argument -> argument.endsWith(word));
  }

  /** The time on processors of all its processes that still run. */
  Duration processorTime() {
    return unshare
        .descendants()
        .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  boolean awaitExit(Duration limit) {
    try {
      return unshare.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  void freeze() throws IOException {
    // the postmaster first: then no child can appear between listing and stopping them
    signal("STOP");
    Shell.signal("STOP", children());
  }

  void thaw() throws IOException {
    Shell.signal("CONT", children());
    signal("CONT");
  }

  private List<ProcessHandle> children() {
    return postmaster().descendants().toList();
  }

  private ProcessHandle postmaster() {
    return unshare
        .children()
        .flatMap(ProcessHandle::children)
        .filter(ServerProcess::isPostgres)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("The server does not run"));
  }

  private static boolean isPostgres(ProcessHandle process) {
    return process.info().command().filter(command -> command.endsWith("/postgres")).isPresent();
  }
}
