package dev.lagrange.verifier.target;

import dev.lagrange.driver.context.SessionContext;
import dev.lagrange.routing.route.Reason;
import dev.lagrange.verifier.history.Outcome;
import dev.lagrange.verifier.target.Doubt.Phase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Does operations one after the other. Each borrows a connection of its own, as the requests of a
 * web application do, unless the target has sessions stay on one. Confined to one thread.
 */
public final class Client implements AutoCloseable {

  private final Target target;
  private @Nullable Connection kept;
  private boolean lostConnection;
  private int losses;

  /** A client of a target, which it does not close. */
  public Client(Target target) {
    this.target = target;
    this.losses = target.losses();
  }

  /**
   * Does one operation and says how it ended, whatever happens. Blocks as long as the target's
   * timeouts let it.
   *
   * @param mode how its statements hang together
   * @param writes whether it is to change something; what only reads succeeds or fails
   * @param token the session token to start from, if the target carries tokens
   */
  public Reply perform(Mode mode, boolean writes, @Nullable String token, Work work) {
    if (!target.carriesTokens()) {
      return attempt(mode, writes, work);
    }
    try (SessionContext context = SessionContext.open(token)) {
      return withToken(attempt(mode, writes, work), writes, context);
    } catch (SQLException e) {
      throw new IllegalStateException("Only a session with a key has anything to keep", e);
    }
  }

  private Reply attempt(Mode mode, boolean writes, Work work) {
    target.takeReason(null);
    long startedAt = System.nanoTime();
    Phase phase = Phase.BORROWING;
    Connection connection = null;
    Reply reply;
    try {
      connection = borrow(writes);
      begin(connection, mode);
      Statements statements = new Statements(connection);
      phase = mode.isTransaction() ? Phase.BEFORE_COMMIT : Phase.STATEMENT;
      Effect effect = work.run(statements);
      long endedAt = System.nanoTime();
      Reason reason = target.takeReason(connection);
      if (mode.isTransaction()) {
        phase = Phase.COMMIT;
        connection.commit();
        endedAt = System.nanoTime();
        statements.note(Doubt.warning(connection.getWarnings()));
      }
      reply = done(startedAt, endedAt, effect, reason, writes ? statements.warning() : null);
    } catch (SQLException e) {
      reply = failed(startedAt, e, writes ? Doubt.of(e, phase) : Outcome.FAILED);
    } catch (RuntimeException e) {
      // a fault of whoever routes, as far as an application is concerned
      SQLException fault = new SQLException(e.toString(), e);
      reply = failed(startedAt, fault, writes ? Doubt.of(fault, phase) : Outcome.FAILED);
    }
    if (reply.sessionEnded()) {
      target.toldOfLoss();
    }
    if (writes && reply.outcome() == Outcome.KNOWN && target.knowsWrites()) {
      kept = null;
    }
    giveBack(connection, mode, reply.outcome() == Outcome.KNOWN);
    return wasToldOfLosses() || lostConnection ? reply.endingSession() : reply;
  }

  /** Whether somebody who shares a session with this client was told since its last operation. */
  private boolean wasToldOfLosses() {
    int before = losses;
    losses = target.losses();
    return losses != before;
  }

  private Connection borrow(boolean writes) throws SQLException {
    lostConnection = false;
    Connection stayed = kept;
    if (stayed != null && !stayed.isClosed()) {
      return stayed;
    }
    lostConnection = stayed != null;
    Connection connection = target.connect(writes);
    kept = target.staysConnected() ? connection : null;
    return connection;
  }

  private static void begin(Connection connection, Mode mode) throws SQLException {
    if (mode.isTransaction()) {
      connection.clearWarnings();
      connection.setTransactionIsolation(mode.isolation());
      connection.setReadOnly(mode.isReadOnly());
      connection.setAutoCommit(false);
    }
  }

  /** What fails here has no bearing on the operation, which is over. */
  private void giveBack(@Nullable Connection connection, Mode mode, boolean succeeded) {
    if (connection == null) {
      return;
    }
    boolean reset = reset(connection, mode, succeeded);
    if (kept != null && reset) {
      return;
    }
    lostConnection |= kept != null;
    kept = null;
    giveBack(connection, succeeded && reset);
  }

  private static boolean reset(Connection connection, Mode mode, boolean succeeded) {
    if (!mode.isTransaction()) {
      return true;
    }
    try {
      if (!succeeded) {
        connection.rollback();
      }
      connection.setAutoCommit(true);
      connection.setReadOnly(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  private void giveBack(Connection connection, boolean succeeded) {
    try {
      target.giveBack(connection, succeeded);
    } catch (SQLException e) {
      // its pool deals with it
    }
  }

  private static Reply done(
      long startedAt,
      long endedAt,
      Effect effect,
      @Nullable Reason reason,
      @Nullable String warning) {
    return new Reply(
        startedAt,
        endedAt,
        warning == null ? Outcome.KNOWN : Outcome.UNKNOWN,
        warning == null ? effect.accesses() : List.of(),
        effect.server().because(reason),
        null,
        false,
        warning);
  }

  private static Reply failed(long startedAt, SQLException error, Outcome outcome) {
    return new Reply(
        startedAt,
        System.nanoTime(),
        outcome,
        List.of(),
        null,
        null,
        Doubt.isLoss(error),
        Doubt.text(error));
  }

  /**
   * Takes the session's token along. Told just now that it may be lost, a write is in doubt; who
   * gets no token cannot go on as the same session.
   */
  private static Reply withToken(Reply reply, boolean writes, SessionContext context) {
    try {
      return reply.withToken(context.token());
    } catch (SQLException e) {
      boolean inDoubt = writes && reply.outcome() == Outcome.KNOWN && Doubt.isLoss(e);
      Reply told = inDoubt ? reply.inDoubt(Doubt.text(e)) : reply;
      return told.withToken(remaining(context)).endingSession();
    }
  }

  private static @Nullable String remaining(SessionContext context) {
    try {
      return context.token();
    } catch (SQLException e) {
      return null;
    }
  }

  @Override
  public void close() {
    Connection stayed = kept;
    kept = null;
    if (stayed != null) {
      giveBack(stayed, true);
    }
  }
}
