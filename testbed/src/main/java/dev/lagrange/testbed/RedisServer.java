package dev.lagrange.testbed;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A Redis server that keeps nothing on disk, behind a link. Listens on the loopback address only.
 * Thread-safe. {@link #close()} kills it; the end of the JVM, even by SIGKILL, kills it too.
 */
public final class RedisServer implements AutoCloseable {
  private static final Program PROGRAM =
      new Program("Redis", "redis-server", "lagrange.redis", "LAGRANGE_REDIS");

  /** Why a test is skipped if not {@link #isFound()}, and what to do about it. */
  public static final String NOT_FOUND = PROGRAM.notFound();

  private static final int ANSWER_MILLIS = 5_000;

  private final Path program;
  private final String password;
  private final Link link;
  private StartedProgram process;
  private volatile int port;

  private RedisServer(Path program, String password) throws IOException {
    this.program = program;
    this.password = password;
    this.link = new Link("redis", () -> port);
    try {
      this.process = launch();
    } catch (RuntimeException e) {
      link.close();
      throw e;
    }
  }

  /**
   * Whether there is a program to start: the one that the system property {@code lagrange.redis} or
   * the environment variable {@code LAGRANGE_REDIS} names, else the first on the {@code PATH}.
   *
   * @throws IllegalStateException if one is named that is no executable file
   */
  public static boolean isFound() {
    return PROGRAM.find().isPresent();
  }

  /** Starts one that asks for no password; as {@link #start(String)}. */
  public static RedisServer start() {
    return start("");
  }

  /**
   * Starts it and blocks until it answers.
   *
   * @param password what clients have to know; empty if anybody may come in
   * @throws IllegalStateException if there is no program, or it does not start
   * @throws UncheckedIOException if files or processes cannot be made
   */
  public static RedisServer start(String password) {
    Path program = PROGRAM.require();
    try {
      return new RedisServer(program, password);
    } catch (IOException e) {
      throw new UncheckedIOException("Redis could not be started", e);
    }
  }

  /** Its URL, by the link, with the password if it asks for one. */
  public String url() {
    return url(password);
  }

  /** Its URL, by the link, with a password that may be wrong; none if empty. */
  public String url(String secret) {
    return "redis://"
        + (secret.isEmpty() ? "" : ":" + secret + "@")
        + Link.HOST
        + ":"
        + link.port();
  }

  /** The way to it, which can fail; its port stays the same when the server is restarted. */
  public Link link() {
    return link;
  }

  /** Ends it at once, as a loss of power would. */
  public synchronized void kill() {
    process.close();
  }

  /** Starts it again after {@link #kill}, with nothing in it, and blocks until it answers. */
  public synchronized void restart() {
    process = launch();
  }

  @Override
  public synchronized void close() {
    link.close();
    process.close();
  }

  private StartedProgram launch() {
    return StartedProgram.start("Redis", this::configure, this::answers);
  }

  private List<String> configure(Path folder) throws IOException {
    port = FreePort.find();
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.addAll(List.of("--bind", Link.HOST, "--port", Integer.toString(port)));
    command.addAll(List.of("--save", "", "--appendonly", "no", "--dir", folder.toString()));
    if (!password.isEmpty()) {
      command.addAll(List.of("--requirepass", password));
    }
    return command;
  }

  /** Whoever says that a password is needed is ready too. */
  private boolean answers() throws IOException {
    try (Socket socket = new Socket(Link.LOOPBACK, port)) {
      socket.setSoTimeout(ANSWER_MILLIS);
      socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
      String answer =
          new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
              .readLine();
      return answer != null && (answer.startsWith("+PONG") || answer.startsWith("-NOAUTH"));
    }
  }
}
