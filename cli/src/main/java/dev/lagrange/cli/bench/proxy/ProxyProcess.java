package dev.lagrange.cli.bench.proxy;

import dev.lagrange.cli.Main;
import dev.lagrange.testbed.AtExit;
import dev.lagrange.testbed.Await;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code lagrange proxy} in a process of its own, as it would run beside an application. {@link
 * #close()} kills it, and so does the end of this JVM, but for SIGKILL.
 */
final class ProxyProcess implements AutoCloseable {

  private static final Pattern LISTENS = Pattern.compile("Listening on \\S+:(\\d+) ");

  private final Path output;
  private final Process process;
  private final AtExit atExit;
  private final int port;

  private ProxyProcess(List<String> command) throws IOException {
    output = Files.createTempFile("proxy", ".out");
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    atExit = AtExit.run(process::destroyForcibly);
    try {
      Await.until("the proxy to listen", Await.PATIENCE, () -> !process.isAlive() || isReady());
      Matcher listens = LISTENS.matcher(said());
      if (!listens.find()) {
        throw new IOException("The proxy did not start: " + said());
      }
      port = Integer.parseInt(listens.group(1));
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Starts one with the same Java and the same flags as this process, and waits until it listens.
   */
  static ProxyProcess start(String url) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of("proxy", "--url", url, "--listen", "127.0.0.1:0"));
    return new ProxyProcess(command);
  }

  int port() {
    return port;
  }

  /** The time on processors that it has taken so far, in steps of 10 ms. */
  Duration processorTime() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  long pid() {
    return process.pid();
  }

  private boolean isReady() throws IOException {
    return LISTENS.matcher(said()).find();
  }

  private String said() throws IOException {
    return Files.readString(output);
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    atExit.cancel();
    Files.deleteIfExists(output);
  }
}
