package dev.lagrange.proxy.client;

import dev.lagrange.proxy.wire.Frontend;
import dev.lagrange.proxy.wire.ProtocolException;
import dev.lagrange.proxy.wire.StatementText;
import dev.lagrange.routing.sql.Classification;
import dev.lagrange.routing.sql.Classifier;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cuts the messages of one client into units. Confined to its event loop. */
final class UnitReader {

  /** So much is gathered before a decision is due, be there an end of the unit or not. */
  private static final int MOST_BYTES = 1 << 20;

  /** As {@link #MOST_BYTES}; fewer than may wait for their turn. */
  private static final int MOST_FRAMES = 500;

  /** In characters: each client has one. */
  private static final int LONGEST_REMEMBERED = 4096;

  /** What was parsed in the unit that is being read. */
  private static final class Parsed {
    private final String name;
    private final Classification statement;
    private boolean bound;

    private Parsed(String name, Classification statement) {
      this.name = name;
      this.statement = statement;
    }
  }

  private final Classifier classifier;
  private final Statements statements;
  private Frontend.@Nullable Parse parsedBefore;

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
    List<Parsed> parsed = new ArrayList<>(0);
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
            found.add(unseen(known ? "" : "CALL unseen()"));
            executes = true;
          }
          case 'P' -> {
            Frontend.Parse parse = frame.parse(parsedBefore);
            parsedBefore = parse.statement().sql().length() <= LONGEST_REMEMBERED ? parse : null;
            parsed.remove(find(parse.name(), parsed));
            parsed.add(new Parsed(parse.name(), classifier.classify(parse.statement().sql())));
          }
          case 'B' -> {
            found.add(bound(frame.bind().statement(), parsed));
            executes = true;
          }
          case 'D' -> {
            Frontend.Target target = frame.target();
            Classification statement =
                target.kind() == 'S' && find(target.name(), parsed) == null
                    ? before(target.name())
                    : null;
            if (statement != null) {
              found.add(statement);
            }
          }
          case 'C' -> frame.target();
          case 'E' -> {
            Frontend.checkExecute(frame.message());
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
    for (Parsed one : parsed) {
      if (!one.bound) {
        found.add(one.statement);
      }
    }
    return new Unit(frames, found, executes, closed, null);
  }

  private static @Nullable Parsed find(String name, List<Parsed> parsed) {
    for (Parsed one : parsed) {
      if (one.name.equals(name)) {
        return one;
      }
    }
    return null;
  }

  private Classification bound(String name, List<Parsed> parsed) {
    Parsed here = find(name, parsed);
    if (here != null) {
      here.bound = true;
      return here.statement;
    }
    Classification before = before(name);
    return before == null ? unseen("") : before; // which SQL may have prepared
  }

  /** What does nobody knows what. */
  private Classification unseen(String like) {
    return classifier.classify(like).asWrite();
  }

  /** What was parsed in another unit. */
  private @Nullable Classification before(String name) {
    StatementText text = statements.get(name);
    return text == null ? null : classifier.classify(text.sql());
  }
}
