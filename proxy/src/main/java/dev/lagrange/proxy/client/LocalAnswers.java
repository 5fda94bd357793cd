package dev.lagrange.proxy.client;

import dev.lagrange.proxy.wire.Frontend;
import dev.lagrange.proxy.wire.ProtocolException;
import dev.lagrange.proxy.wire.Replies;
import dev.lagrange.routing.sql.LagrangeCommand;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers to units that no server has to see, in the server's place. */
final class LocalAnswers {

  /** What a command for Lagrange brings. */
  record Outcome(@Nullable List<String> columns, List<List<@Nullable String>> rows, String tag) {

    static Outcome of(
        LagrangeCommand command,
        @Nullable List<String> columns,
        List<List<@Nullable String>> rows) {
      String tag =
          switch (command.action()) {
            case SHOW -> "SHOW";
            case RESET -> "RESET";
            case SET, SET_LOCAL -> "SET";
          };
      return new Outcome(columns, rows, tag);
    }
  }

  private final ByteBufAllocator allocator;
  private final Statements statements;

  LocalAnswers(ByteBufAllocator allocator, Statements statements) {
    this.allocator = allocator;
    this.statements = statements;
  }

  /**
   * The answers, in order. Takes the unit over.
   *
   * @param outcome what each Execute brings; null if the unit executes nothing
   * @param status of the transaction
   */
  List<ByteBuf> to(Unit unit, @Nullable Outcome outcome, char status) {
    statements.mark();
    List<ByteBuf> answers = new ArrayList<>();
    for (Frame frame : unit.frames()) {
      try {
        answer(frame, outcome, status, answers);
      } catch (ProtocolException e) {
        throw new IllegalStateException(e); // it was read before
      } finally {
        frame.release();
      }
    }
    return answers;
  }

  private void answer(Frame frame, @Nullable Outcome outcome, char status, List<ByteBuf> answers)
      throws ProtocolException {
    switch (frame.type()) {
      case 'Q' -> {
        describe(outcome, answers);
        execute(outcome, answers);
        answers.add(Replies.ready(allocator, status));
      }
      case 'P' -> {
        Frontend.Parse parse = frame.parse(null);
        statements.put(parse.name(), parse.statement());
        answers.add(Replies.bare(allocator, '1'));
      }
      case 'B' -> answers.add(Replies.bare(allocator, '2'));
      case 'D' -> {
        if (frame.target().kind() == 'S') {
          answers.add(Replies.noParameters(allocator));
        }
        if (!describe(outcome, answers)) {
          answers.add(Replies.bare(allocator, 'n'));
        }
      }
      case 'E' -> execute(outcome, answers);
      case 'C' -> {
        Frontend.Target target = frame.target();
        if (target.kind() == 'S') {
          statements.remove(target.name());
        }
        answers.add(Replies.bare(allocator, '3'));
      }
      case 'S' -> answers.add(Replies.ready(allocator, status));
      default -> {
        // Flush, or parts of a COPY that is over, which a server ignores, too
      }
    }
  }

  private boolean describe(@Nullable Outcome outcome, List<ByteBuf> answers) {
    List<String> columns = outcome == null ? null : outcome.columns();
    if (columns != null) {
      answers.add(Replies.columns(allocator, columns));
    }
    return columns != null;
  }

  private void execute(@Nullable Outcome outcome, List<ByteBuf> answers) {
    if (outcome != null) {
      outcome.rows().forEach(row -> answers.add(Replies.row(allocator, row)));
      answers.add(Replies.complete(allocator, outcome.tag()));
    }
  }
}
