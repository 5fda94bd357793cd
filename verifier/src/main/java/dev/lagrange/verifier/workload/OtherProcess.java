package dev.lagrange.verifier.workload;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.consistency.SessionScope;
import dev.lagrange.verifier.target.Address;
import dev.lagrange.verifier.target.Client;
import dev.lagrange.verifier.target.Reply;
import dev.lagrange.verifier.target.Target;
import dev.lagrange.verifier.workload.Message.Request;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The other process of {@link Handover}: it is told on its standard input where to connect, and
 * then what to do, and answers on its standard output. It ends with its input.
 */
final class OtherProcess {

  /** How many operations it does at once. */
  static final int THREADS = 4;

  static final String READY = "ready";

  /** Instead of a URL for reads, where there is none. */
  static final String SAME_URL = "-";

  private final Target target;
  private final PrintStream out;

  private OtherProcess(Target target, PrintStream out) {
    this.target = target;
    this.out = out;
  }

  /** Runs until its input ends. */
  public static void main(String[] arguments) throws IOException {
    ignoreInterrupts();
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String url = in.readLine();
    String readUrl = in.readLine();
    Address address =
        new Address(
            url,
            SAME_URL.equals(readUrl) ? null : readUrl,
            Consistency.parse(in.readLine()),
            SessionScope.valueOf(in.readLine()),
            THREADS);
    try (Target target = Target.open(address)) {
      out.println(READY);
      new OtherProcess(target, out).serve(in);
    } catch (SQLException e) {
      out.println(e.getMessage());
    }
    System.exit(0);
  }

  /**
   * A terminal sends Ctrl-C to all processes of the command, of which the first decides what
   * becomes of the run. By reflection, since javac warns of the package, and no annotation silences
   * it.
   */
  private static void ignoreInterrupts() {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      signal
          .getMethod("handle", signal, handler)
          .invoke(
              null,
              signal.getConstructor(String.class).newInstance("INT"),
              handler.getField("SIG_IGN").get(null));
    } catch (ReflectiveOperationException e) {
      // then it ends, and the run ends without its answers
    }
  }

  private void serve(BufferedReader in) throws IOException {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.isEmpty()) {
        out.println(System.nanoTime());
        continue;
      }
      Request request = Request.of(line);
      threads.execute(() -> perform(request));
    }
  }

  private void perform(Request request) {
    String key = request.key();
    Task task = request.writes() ? Handover.writeTask(key) : Handover.readTask(key);
    Reply reply;
    try (Client client = new Client(target)) {
      reply = client.perform(task.mode(), task.writes(), request.token(), task.work());
    }
    synchronized (out) {
      out.println(Message.line(request.id(), reply));
    }
  }
}
