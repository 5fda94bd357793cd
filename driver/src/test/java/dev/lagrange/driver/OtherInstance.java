package dev.lagrange.driver;

import dev.lagrange.testbed.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A {@link ScopeProbe} in a JVM of its own. Not thread-safe. */
final class OtherInstance implements AutoCloseable {

  private final Process process;
  private final Writer commands;
  private final BufferedReader answers;

  OtherInstance(String url) throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                ScopeProbe.class.getName(),
                url)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    commands = process.outputWriter(StandardCharsets.UTF_8);
    answers = process.inputReader(StandardCharsets.UTF_8);
    await("ready");
  }

  /** What a read returns there in a session that starts from a token; {@code -} for none. */
  String read(String token, String sql) throws IOException {
    return ask("read " + token + " " + sql);
  }

  /** Repeats a read there until a replica serves it. */
  void awaitReadOnReplica(String sql) {
    Await.until(
        "a replica to serve the other instance",
        Await.PATIENCE,
        () -> {
          read("-", sql);
          return read("-", "SHOW lagrange.route").startsWith("replica");
        });
  }

  /** Writes there, and returns the token of the session that did. */
  String write(String sql) throws IOException {
    return ask("write - " + sql);
  }

  private String ask(String command) throws IOException {
    commands.write(command + "\n");
    commands.flush();
    return await("answer ").substring("answer ".length());
  }

  private String await(String start) throws IOException {
    for (String line = answers.readLine(); line != null; line = answers.readLine()) {
      if (line.startsWith(start)) {
        return line;
      }
    }
    throw new IOException("The other instance ended before it said '" + start + "'");
  }

  @Override
  public void close() throws IOException {
    try {
      commands.close();
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      process.destroyForcibly();
    }
  }
}
