package dev.lagrange.proxy.client;

import dev.lagrange.proxy.wire.Wire;
import dev.lagrange.routing.sql.Classification;
import dev.lagrange.routing.sql.LagrangeCommand;
import dev.lagrange.routing.sql.StatementKind;
import dev.lagrange.routing.sql.TransactionControl;
import io.netty.buffer.ByteBuf;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a client sends up to the point where it wants an answer: a simple query, or extended
 * messages up to Sync or Flush. It goes to one node as a whole.
 *
 * @param frames its messages, in order
 * @param statements what it has executed, or only parsed
 * @param executes whether any of it is executed, so that another node would have to do it again
 * @param closed whether it ends with its transaction, if that is its own: else more will follow
 * @param unreadable what is wrong with one of its messages; null if nothing
 */
record Unit(
    List<Frame> frames,
    List<Classification> statements,
    boolean executes,
    boolean closed,
    @Nullable String unreadable) {

  private static final String MIXED = "a command for Lagrange stands among others: send it alone";

  /** Whether all that it runs are reads, and each may be sent again. */
  boolean isRead() {
    for (Classification statement : statements) {
      if (!statement.isRead()) {
        return false;
      }
    }
    return true;
  }

  /** Whether it is a read-only transaction's beginning, with reads behind it. */
  boolean beginsReadOnly() {
    for (int i = 0; i < statements.size(); i++) {
      Classification statement = statements.get(i);
      boolean fits =
          i == 0
              ? statement.transaction() == TransactionControl.BEGIN_READ_ONLY
                  && statement.kind() == StatementKind.TRANSACTION
              : statement.isRead();
      if (!fits) {
        return false;
      }
    }
    return !statements.isEmpty();
  }

  /** The first statement that keeps it from a replica, else the first of all; null if none. */
  @Nullable Classification decisive() {
    for (Classification statement : statements) {
      if (!statement.isRead()) {
        return statement;
      }
    }
    return statements.isEmpty() ? null : statements.get(0);
  }

  /** Whether it may have changed data, or done what nobody understood. */
  boolean mayWrite() {
    for (Classification statement : statements) {
      if (statement.kind() == StatementKind.WRITE || statement.kind() == StatementKind.UNKNOWN) {
        return true;
      }
    }
    return false;
  }

  /** Whether any of it may show or change rows. */
  boolean concernsRows() {
    return any(Classification::concernsRows);
  }

  /** Whether it may change tables or functions. */
  boolean changesCatalog() {
    return any(Classification::changesCatalog);
  }

  /** The command for Lagrange that it is; null if it is none. */
  @Nullable LagrangeCommand command() {
    return statements.size() == 1 ? statements.get(0).command() : null;
  }

  /** Whether it is more than the end of what came before. */
  boolean asks() {
    return frames.stream().anyMatch(Frame::asks);
  }

  /** Whether a server is needed to answer it. */
  boolean needsServer() {
    return executes
        || !statements.isEmpty()
        || frames.stream().anyMatch(frame -> frame.type() == 'D');
  }

  /**
   * Why nothing of it is served: it is unreadable, or has a command for Lagrange that is not alone.
   *
   * @param goesOn whether something else has begun what it goes on with
   * @return null if it may be served
   */
  @Nullable SQLException refusal(boolean goesOn) {
    if (unreadable != null) {
      return new SQLException(unreadable, "08P01");
    }
    boolean alone = statements.size() == 1 && !goesOn;
    return !alone && any(statement -> statement.command() != null)
        ? new SQLException(MIXED, "0A000")
        : null;
  }

  /** Whether all it does is to execute one statement, once. */
  boolean runsOneOnly() {
    int bound = 0;
    int executed = 0;
    for (Frame frame : frames) {
      bound += frame.type() == 'B' ? 1 : 0;
      executed += frame.type() == 'E' ? 1 : 0;
    }
    boolean simple = frames.size() == 1 && frames.get(0).type() == 'Q';
    return closed && statements.size() == 1 && (simple || (bound == 1 && executed == 1));
  }

  /** Whether the client wants an answer, and will go on in the same transaction. */
  boolean flushes() {
    return !frames.isEmpty() && frames.get(frames.size() - 1).type() == 'H';
  }

  /** Whether it ends a transaction and does something else as well. */
  boolean endsAndGoesOn() {
    return any(Classification::goesOn) || (statements.size() > 1 && any(Unit::ends));
  }

  /** Whether it is a text that may hold several statements, of which it is judged by the worst. */
  boolean mayBeSeveral() {
    for (Frame frame : frames) {
      if (frame.type() == 'Q') {
        ByteBuf text = frame.message();
        int end = text.writerIndex() - 2; // before the zero, and before a last semicolon
        return text.indexOf(text.readerIndex() + Wire.HEADER, end, (byte) ';') >= 0;
      }
    }
    return false;
  }

  /** Whether it begins or ends a transaction, or goes back to a savepoint. */
  boolean controlsTransaction() {
    return any(statement -> statement.transaction() != TransactionControl.NONE);
  }

  /** Whether it ends a transaction, be it to begin another in the same breath. */
  boolean endsTransaction() {
    return any(Unit::ends);
  }

  /** As a stream would say it, which costs more than the rest of a decision. */
  private boolean any(Predicate<Classification> condition) {
    for (int i = 0; i < statements.size(); i++) {
      if (condition.test(statements.get(i))) {
        return true;
      }
    }
    return false;
  }

  private static boolean ends(Classification statement) {
    return statement.transaction() == TransactionControl.COMMIT
        || statement.transaction() == TransactionControl.ROLLBACK
        || statement.goesOn();
  }

  /** Whether a simple query or a function call follows extended messages with no Sync between. */
  boolean mixesProtocols() {
    byte last = frames.isEmpty() ? 0 : frames.get(frames.size() - 1).type();
    return frames.size() > 1 && (last == 'Q' || last == 'F');
  }

  /** Has it released, or sent, once more. */
  void retain() {
    frames.forEach(Frame::retain);
  }

  void release() {
    frames.forEach(Frame::release);
  }
}
