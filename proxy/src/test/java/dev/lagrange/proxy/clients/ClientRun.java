package dev.lagrange.proxy.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.testbed.ClientProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A client program that was run to its end.
 *
 * @param status its exit status
 * @param output what it said, errors in their place
 */
record ClientRun(int status, String output) {
  private static final long LIMIT_SECONDS = 45;

  /**
   * Runs one against a port; one that hangs is killed, and fails the test.
   *
   * @param input what it reads from its standard input
   */
  static ClientRun of(ClientProgram program, int port, String input, String... arguments)
      throws IOException, InterruptedException {
    return of(program.toString(), program.command(port, arguments), input);
  }

  /**
   * The same of a process that was made ready.
   *
   * @param name what it is called if it fails
   */
  static ClientRun of(String name, ProcessBuilder program, String input)
      throws IOException, InterruptedException {
    Path said = Files.createTempFile("client", ".out");
    Path given = Files.createTempFile("client", ".in");
    try {
      Files.writeString(given, input);
      Process process =
          program
              .redirectErrorStream(true)
              .redirectInput(given.toFile())
              .redirectOutput(said.toFile())
              .start();
      boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
      process.destroyForcibly().waitFor();
      String output = Files.readString(said, UTF_8);
      assertThat(ended).as("%s ended; it said: %s", name, output).isTrue();
      return new ClientRun(process.exitValue(), output);
    } finally {
      Files.delete(said);
      Files.delete(given);
    }
  }

  /** What it said, if it ended well. */
  String success() {
    assertThat(status).as(output).isZero();
    return output;
  }
}
