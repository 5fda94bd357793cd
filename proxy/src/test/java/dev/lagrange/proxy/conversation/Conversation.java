package dev.lagrange.proxy.conversation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A script for a client, and the outline of what PostgreSQL answers. Its name begins with the rows
 * of the list of corner cases that it is about. Immutable once built.
 *
 * <p>Unless it begins otherwise ({@link Builder#unopened}), the client is logged in before, and how
 * that went is no part of the transcript. At the end it terminates the session and notes what still
 * comes, so that no message can be left over.
 */
final class Conversation {
  private final String name;
  private final List<String> setUp;
  private final List<String> tearDown;
  private final boolean opened;
  private final boolean withSource;
  private final UnaryOperator<Login> login;
  private final List<Step> steps;
  private final String outline;

  private Conversation(Builder builder, String outline) {
    name = builder.name;
    setUp = List.copyOf(builder.setUp);
    tearDown = List.copyOf(builder.tearDown);
    opened = builder.opened;
    withSource = builder.withSource;
    login = builder.login;
    steps = List.copyOf(builder.steps);
    this.outline = outline;
  }

  /** A conversation about some rows of the list, such as {@code "32: an error skips to Sync"}. */
  static Builder about(String name) {
    return new Builder(name);
  }

  /** What PostgreSQL answers, as {@link Transcript#outline()} shows it. */
  String outline() {
    return outline;
  }

  /** Holds the conversation. What it needs is made before and dropped after, on the same server. */
  Transcript holdWith(Address address, Login ordinary, Delivery delivery) throws IOException {
    runAll(address, ordinary, setUp);
    try {
      return talk(address, ordinary, delivery);
    } finally {
      runAll(address, ordinary, tearDown);
    }
  }

  private Transcript talk(Address address, Login ordinary, Delivery delivery) throws IOException {
    Transcript transcript = new Transcript(withSource);
    Login own = login.apply(ordinary);
    try (WireClient client = WireClient.connect(address)) {
      if (opened) {
        requireReady(client.logIn(own));
      }
      client.deliverBy(delivery);
      for (Step step : steps) {
        try {
          step.take(client, own, transcript);
        } catch (IOException e) {
          throw new IOException("'%s' failed after\n%s".formatted(name, transcript), e);
        }
      }
    }
    return transcript;
  }

  private static void runAll(Address address, Login login, List<String> statements)
      throws IOException {
    if (statements.isEmpty()) {
      return;
    }
    try (WireClient client = WireClient.connect(address)) {
      requireReady(client.logIn(login));
      for (String statement : statements) {
        client.send(Frontend.query(statement));
        List<Message> answers = client.readUntil(message -> message.type() == 'Z');
        requireReady(answers);
      }
      client.send(Frontend.terminate());
      client.readUntil(message -> false);
    }
  }

  private static void requireReady(List<Message> answers) throws IOException {
    boolean failed = answers.stream().anyMatch(message -> message.type() == 'E');
    if (failed || answers.get(answers.size() - 1).type() != 'Z') {
      throw new IOException("Not ready: " + answers);
    }
  }

  @Override
  public String toString() {
    return name;
  }

  /** One thing that the client does. */
  private interface Step {
    void take(WireClient client, Login login, Transcript transcript) throws IOException;
  }

  /** What a client does, in its order. Not thread-safe. */
  static final class Builder {
    private final String name;
    private final List<String> setUp = new ArrayList<>();
    private final List<String> tearDown = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private boolean opened = true;
    private boolean withSource = true;
    private UnaryOperator<Login> login = UnaryOperator.identity();

    private Builder(String name) {
      this.name = name;
    }

    /** A statement that is run before, on a connection of its own. */
    Builder needing(String statement) {
      setUp.add(statement);
      return this;
    }

    /** A statement that is run at the end, whatever happened, on a connection of its own. */
    Builder leavingBy(String statement) {
      tearDown.add(statement);
      return this;
    }

    /** A table of its own, that is dropped at the end. */
    Builder withTable(String table, String columns) {
      return needing("DROP TABLE IF EXISTS " + table)
          .needing("CREATE TABLE " + table + " (" + columns + ")")
          .leavingBy("DROP TABLE IF EXISTS " + table);
    }

    /** Logs in otherwise than usual. */
    Builder as(UnaryOperator<Login> other) {
      login = other;
      return this;
    }

    /** Begins with nothing but a connection. */
    Builder unopened() {
      opened = false;
      return this;
    }

    /**
     * The errors may be those of another program that answers in the place of PostgreSQL: they need
     * not name the same places in its source.
     */
    Builder refusedByAnyone() {
      withSource = false;
      return this;
    }

    /** Sends messages in one piece. */
    Builder send(byte[]... messages) {
      Payload all = new Payload();
      Arrays.stream(messages).forEach(all::raw);
      byte[] bytes = all.toBytes();
      steps.add((client, own, transcript) -> client.send(bytes));
      return this;
    }

    /** Sends a simple query and reads what comes, up to ReadyForQuery. */
    Builder ask(String sql) {
      return send(Frontend.query(sql)).ready();
    }

    /** Logs in, as a part of the conversation. */
    Builder logIn() {
      steps.add(
          (client, own, transcript) -> {
            List<Message> messages = client.logIn(own);
            transcript.addStart(messages, client.processId());
          });
      return this;
    }

    /** Answers what the server asks for after a start-up packet that was sent by hand. */
    Builder authenticate() {
      steps.add(
          (client, own, transcript) -> {
            List<Message> messages = client.authenticate(own);
            transcript.addStart(messages, client.processId());
          });
      return this;
    }

    /** Reads the answer to a request for encryption. */
    Builder answer() {
      steps.add((client, own, transcript) -> note(transcript, client, client.readAnswer()));
      return this;
    }

    /** Reads bytes that are no messages, up to the end of the connection. */
    Builder rest() {
      steps.add((client, own, transcript) -> note(transcript, client, client.readRest()));
      return this;
    }

    /** Reads up to the next ReadyForQuery. */
    Builder ready() {
      return until('Z');
    }

    /** Reads up to the so manieth ReadyForQuery. */
    Builder ready(int times) {
      for (int i = 0; i < times; i++) {
        ready();
      }
      return this;
    }

    /** Reads up to a message of the type. */
    Builder until(char type) {
      return readUntil(message -> message.type() == type);
    }

    /** Reads so many messages. */
    Builder messages(int count) {
      for (int i = 0; i < count; i++) {
        readUntil(message -> true);
      }
      return this;
    }

    /** Reads up to the end of the connection. */
    Builder closed() {
      return readUntil(message -> false);
    }

    /** Runs a statement on another connection, that is closed before the conversation goes on. */
    Builder elsewhere(String sql) {
      steps.add((client, own, transcript) -> runAll(client.address(), own, List.of(sql)));
      return this;
    }

    /** Asks to cancel what runs, and waits until the request has been taken. */
    Builder cancel() {
      steps.add((client, own, transcript) -> client.cancel());
      return this;
    }

    /** The same with a wrong key. */
    Builder cancelWithWrongKey() {
      steps.add((client, own, transcript) -> client.cancelWithWrongKey());
      return this;
    }

    /** Ends the client's half of the connection. */
    Builder halfClose() {
      steps.add((client, own, transcript) -> client.halfClose());
      return this;
    }

    /** Ends the script by Terminate. */
    Conversation shows(String outline) {
      return send(Frontend.terminate()).closed().showsAtLast(outline + " closed");
    }

    /** Ends the script as it is. */
    Conversation showsAtLast(String outline) {
      return new Conversation(this, outline);
    }

    private Builder readUntil(Predicate<Message> last) {
      steps.add(
          (client, own, transcript) -> transcript.add(client.readUntil(last), client.processId()));
      return this;
    }

    private static void note(Transcript transcript, WireClient client, Message message) {
      transcript.add(List.of(message), client.processId());
    }
  }
}
