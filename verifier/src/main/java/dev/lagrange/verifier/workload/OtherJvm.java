package dev.lagrange.verifier.workload;

import dev.lagrange.verifier.history.Outcome;
import dev.lagrange.verifier.target.Address;
import dev.lagrange.verifier.target.Reply;
import dev.lagrange.verifier.workload.Message.Request;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A second process that connects to the same target, with a driver of its own. Thread-safe. */
final class OtherJvm implements Hands.Remote, AutoCloseable {

  /** What may have a JVM print where only replies are to be. */
  private static final Set<String> OPTIONS = Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS");

  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration ANSWER = Duration.ofSeconds(40);
  private static final Duration END = Duration.ofSeconds(2);

  private final Process process;
  private final Runnable toldOfLoss;
  private final Writer requests;
  private final BufferedReader replies;
  private final AtomicLong ids = new AtomicLong();
  private final Map<Long, CompletableFuture<String>> waiting = new ConcurrentHashMap<>();

  private OtherJvm(Process process, Runnable toldOfLoss) {
    this.process = process;
    this.toldOfLoss = toldOfLoss;
    this.requests =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    this.replies =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /**
   * Starts it with the class path of this one, and waits until it is connected.
   *
   * @param toldOfLoss is run where somebody there was told that writes may be lost
   * @throws IOException if it does not start, cannot connect, or has another clock
   */
  static OtherJvm start(Address address, Runnable toldOfLoss) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ProcessBuilder builder =
        new ProcessBuilder(
                java,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                OtherProcess.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().keySet().removeAll(OPTIONS);
    Process process = builder.start();
    OtherJvm other = new OtherJvm(process, toldOfLoss);
    try {
      // the URL may have a password, which a command line would show to everybody
      String readUrl = address.readUrl();
      other.send(
          String.join(
              "\n",
              address.url(),
              readUrl == null ? OtherProcess.SAME_URL : readUrl,
              address.level().toString(),
              address.scope().name()));
      other.awaitReady();
      other.checkClock();
    } catch (IOException e) {
      other.close();
      throw e;
    }
    Thread reader = new Thread(other::read, "verify-other-process");
    reader.setDaemon(true);
    reader.start();
    return other;
  }

  private void awaitReady() throws IOException {
    CompletableFuture<Void> limit =
        CompletableFuture.runAsync(
            process::destroyForcibly,
            CompletableFuture.delayedExecutor(START.toMillis(), TimeUnit.MILLISECONDS));
    String answer = replies.readLine();
    limit.cancel(false);
    if (!OtherProcess.READY.equals(answer)) {
      throw new IOException(
          "The second process cannot connect: "
              + (answer == null ? "it ended, or was not ready after a minute" : answer));
    }
  }

  /** On Linux the clock is the machine's; elsewhere the times of two processes mean nothing. */
  private void checkClock() throws IOException {
    long before = System.nanoTime();
    send("");
    long there = Long.parseLong(String.valueOf(replies.readLine()));
    if (there - before < 0 || System.nanoTime() - there < 0) {
      throw new IOException(
          "The second process has another clock: leave out the workload 'handover' on this system");
    }
  }

  @Override
  public Reply write(String key, @Nullable String token) {
    return perform(new Request(ids.incrementAndGet(), true, key, token));
  }

  @Override
  public Reply read(String key, @Nullable String token) {
    return perform(new Request(ids.incrementAndGet(), false, key, token));
  }

  private Reply perform(Request request) {
    long startedAt = System.nanoTime();
    CompletableFuture<String> answer = new CompletableFuture<>();
    waiting.put(request.id(), answer);
    try {
      send(request.line());
      String line = answer.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
      Reply reply = Message.reply(line, request);
      if (reply.sessionEnded()) {
        toldOfLoss.run();
      }
      return reply;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return unanswered(request, startedAt);
    } catch (IOException | ExecutionException | TimeoutException e) {
      return unanswered(request, startedAt);
    } finally {
      waiting.remove(request.id());
    }
  }

  private static Reply unanswered(Request request, long startedAt) {
    return new Reply(
        startedAt,
        System.nanoTime(),
        request.writes() ? Outcome.UNKNOWN : Outcome.FAILED,
        List.of(),
        null,
        null,
        true,
        "The second process did not answer");
  }

  private void send(String line) throws IOException {
    synchronized (requests) {
      requests.write(line + "\n");
      requests.flush();
    }
  }

  private void read() {
    try {
      for (String line = replies.readLine(); line != null; line = replies.readLine()) {
        CompletableFuture<String> answer = waiting.get(Message.id(line));
        if (answer != null) {
          answer.complete(line);
        }
      }
    } catch (IOException e) {
      // it is gone, as below
    }
    waiting.values().forEach(answer -> answer.completeExceptionally(new IOException("It ended")));
  }

  /** Ends the process. Blocks for two seconds at most. */
  @Override
  public void close() {
    try {
      requests.close();
      if (!process.waitFor(END.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
