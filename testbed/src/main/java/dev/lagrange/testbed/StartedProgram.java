package dev.lagrange.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A program that is not a database server, such as a proxy or a store, with a folder of its own,
 * which it may write. Thread-safe. {@link #close()} kills it and deletes the folder; the end of the
 * JVM, even by SIGKILL, kills it too.
 */
final class StartedProgram implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int ATTEMPTS = 5;

  private final String title;
  private final Sandbox sandbox = Sandbox.ofThisMachine();
  private final AtExit atExit;
  private final Path folder;
  private @Nullable ServerProcess server;

  /** What writes the configuration, with ports that are free now, and tells the command. */
  @FunctionalInterface
  interface Configuration {
    List<String> write(Path folder) throws IOException;
  }

  private StartedProgram(String title) throws IOException {
    this.title = title;
    this.folder = CacheFolder.open().newCluster();
    atExit = AtExit.run(this::closeNow);
  }

  /**
   * Starts a program and blocks until it is ready; with other ports if somebody took one of them.
   *
   * @throws IllegalStateException if it ends, or is not ready in time; with the tail of its log
   * @throws UncheckedIOException if files or processes cannot be made
   */
  static StartedProgram start(String title, Configuration configuration, Await.Condition ready) {
    try {
      StartedProgram process = new StartedProgram(title);
      try {
        process.launch(configuration, ready);
        return process;
      } catch (IOException | RuntimeException e) {
        process.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(title + " could not be started", e);
    }
  }

  @Override
  public void close() {
    closeNow();
    atExit.cancel();
  }

  /** The time on processors that it has taken so far, in steps of 10 ms. */
  synchronized Duration processorTime() {
    return server == null ? Duration.ZERO : server.processorTime();
  }

  private synchronized void launch(Configuration configuration, Await.Condition ready)
      throws IOException {
    sandbox.makeFolder(folder);
    Path log = folder.resolve("log");
    for (int attempt = 1; ; attempt++) {
      Files.deleteIfExists(log);
      ServerProcess started = new ServerProcess(sandbox.start(configuration.write(folder), log));
      server = started;
      try {
        Await.until(title + " to be ready", LIMIT, () -> !started.isAlive() || ready.holds());
      } catch (IllegalStateException e) {
        throw new IllegalStateException(e.getMessage() + ": " + LogTail.of(log), e);
      }
      if (started.isAlive()) {
        return;
      }
      String said = LogTail.of(log);
      if (attempt == ATTEMPTS || !said.contains("in use")) {
        throw new IllegalStateException(title + " did not start: " + said);
      }
    }
  }

  private synchronized void closeNow() {
    try {
      if (server != null && server.isAlive()) {
        server.kill();
      }
      Shell.deleteTree(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
