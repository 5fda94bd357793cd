package dev.lagrange.proxy.client;

import dev.lagrange.proxy.wire.Frontend;
import dev.lagrange.proxy.wire.ProtocolException;
import dev.lagrange.proxy.wire.StatementText;
import dev.lagrange.routing.sql.Classification;
import dev.lagrange.routing.sql.Classifier;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Cuts the messages of one client into units. Confined to its event loop. */
final class UnitReader {

  /** So much is gathered before a decision is due, be there an end of the unit or not. */
  private static final int MOST_BYTES = 1 << 20;

  /** As {@link #MOST_BYTES}; fewer than may wait for their turn. */
  private static final int MOST_FRAMES = 500;

  private final Classifier classifier;
  private final Statements statements;

  UnitReader(Classifier classifier, Statements statements) {
    this.classifier = classifier;
    this.statements = statements;
  }

  /** The next unit, taken off the queue; null if more has to come first. */
  @Nullable Unit next(Deque<Frame> queue) {
    int count = 0;
    long bytes = 0;
    boolean ends = false;
    for (Frame frame : queue) {
      if (frame.type() == 'X') {
        break;
      }
      count++;
      bytes += frame.message().readableBytes();
      if (frame.isCall() || bytes > MOST_BYTES || count >= MOST_FRAMES) {
        ends = true;
        break;
      }
    }
    return ends ? read(queue, count) : null;
  }

  private Unit read(Deque<Frame> queue, int count) {
    List<Frame> frames = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      frames.add(queue.remove());
    }
    byte last = frames.get(count - 1).type();
    boolean closed = last == 'Q' || last == 'F' || last == 'S';
    List<Classification> found = new ArrayList<>(2);
    Map<String, StatementText> parsed = new HashMap<>(2);
    Map<String, Classification> unbound = new HashMap<>(2);
    boolean executes = false;
    try {
      for (Frame frame : frames) {
        switch (frame.type()) {
          case 'Q' -> {
            found.add(classifier.classify(Frontend.query(frame.message())));
            executes = true;
          }
          case 'F' -> {
            int function = Frontend.function(frame.message());
            boolean known = LargeObjects.isFunction(function);
            // what a function does that is called by its number nobody sees
            found.add(classifier.classify(known ? "" : "CALL unseen()").asWrite());
            executes = true;
          }
          case 'P' -> {
            Frontend.Parse parse = Frontend.parse(frame.message());
            parsed.put(parse.name(), parse.statement());
            unbound.put(parse.name(), classifier.classify(parse.statement().sql()));
          }
          case 'B' -> {
            String name = Frontend.bind(frame.message()).statement();
            Classification ofParse = unbound.remove(name);
            Classification statement = ofParse == null ? classified(name, parsed) : ofParse;
            if (statement != null) {
              found.add(statement);
            }
            executes = true;
          }
          case 'D' -> {
            Frontend.Target target = Frontend.target(frame.message());
            Classification statement =
                target.kind() == 'S' && !parsed.containsKey(target.name())
                    ? classified(target.name(), parsed)
                    : null;
            if (statement != null) {
              found.add(statement);
            }
          }
          case 'C' -> Frontend.target(frame.message());
          case 'E' -> {
            Frontend.portal(frame.message());
            executes = true;
          }
          default -> {
            // Sync, Flush, and parts of a COPY that nobody asked for
          }
        }
      }
    } catch (ProtocolException e) {
      return new Unit(frames, List.of(), executes, closed, e.getMessage());
    }
    found.addAll(unbound.values());
    return new Unit(frames, found, executes, closed, null);
  }

  private @Nullable Classification classified(String name, Map<String, StatementText> parsed) {
    StatementText text = parsed.getOrDefault(name, statements.get(name));
    return text == null ? null : classifier.classify(text.sql());
  }
}
