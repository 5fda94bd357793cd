package dev.lagrange.proxy.client;

import dev.lagrange.control.cluster.Cluster;
import dev.lagrange.control.cluster.StrongPath;
import dev.lagrange.control.cluster.Unconfirmed;
import dev.lagrange.control.session.Session;
import dev.lagrange.proxy.backend.Backend;
import dev.lagrange.routing.cluster.Role;
import dev.lagrange.routing.consistency.ConsistencyLevel;
import dev.lagrange.routing.policy.Level;
import dev.lagrange.routing.route.Route;
import dev.lagrange.routing.sql.Classification;
import io.netty.buffer.ByteBuf;
import java.sql.SQLException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where replicas serve strong reads: keeps what a server says to a client's strong statements until
 * it is confirmed that no failover takes it away. A long answer is confirmed piece by piece, so
 * that no more than a piece of it is kept. Confined to the event loop of the client; a thread that
 * may wait asks.
 */
final class Confirmation {

  /** After so long what has come is a piece, although more is to come. */
  private static final int LONGEST_MILLIS = 20;

  /** How often a read that could not be confirmed is tried in all. */
  private static final int MOST_ATTEMPTS = 8;

  private final Cluster cluster;
  private final StrongPath path;
  private final Effects effects;
  private final ClientBinding binding;
  private final ClientOutput output;
  private final Executor waiting;
  private final KeptReplies kept;
  private StrongPath.@Nullable Index index;
  private boolean strong; // what runs now
  private boolean strongTransaction; // something that may write was strong, and is not committed
  private boolean concerns;
  private boolean keeping;
  private boolean ending;
  private boolean timed;
  private int units; // by which a timer knows that its own is over
  private boolean late;
  private boolean acts;
  private boolean reads;
  private boolean mixes; // a text that may read, too
  private boolean failed;
  private boolean committed;
  private boolean endsByItself; // a transaction, within the unit
  private boolean rolledBack;
  private boolean piecesShown;
  private boolean torn; // what was shown ends within a message
  private int attempts;
  private @Nullable SQLException failure;
  private boolean gone; // the client, whom nothing more is told
  private @Nullable Object asking; // what is being asked; another object is another question

  Confirmation(
      Cluster cluster,
      Effects effects,
      ClientBinding binding,
      ClientOutput output,
      Executor waiting) {
    this.cluster = cluster;
    this.path = cluster.strongPath();
    this.effects = effects;
    this.binding = binding;
    this.output = output;
    this.kept = new KeptReplies(output);
    this.waiting = waiting;
  }

  // ---- what runs

  /** The level of what is about to run. */
  void asks(Level level) {
    attempts = 0;
    strong = path.isOnReplicas() && level.consistency().level() == ConsistencyLevel.STRONG;
  }

  /** What runs first on a connection was placed by a read that covers this; null for none. */
  void placedBy(StrongPath.@Nullable Index covered) {
    index = covered;
  }

  /** A unit begins. */
  void begins() {
    beginsAnew();
    concerns = false;
    acts = false;
    reads = false;
    mixes = false;
    failed = false;
    committed = false;
    endsByItself = false;
    rolledBack = false;
    piecesShown = false;
    torn = false;
    failure = null;
    gone = false;
  }

  private void beginsAnew() {
    units++;
    timed = false;
    late = false;
  }

  /** A unit, or more of it, is about to be sent. */
  void sends(Route at, Unit unit) {
    if (!path.isOnReplicas() || !unit.executes()) {
      return;
    }
    boolean now = strong && unit.concernsRows();
    boolean onPrimary = at.role() == Role.PRIMARY;
    acts |= now;
    boolean several = unit.mayBeSeveral(); // of which any may be a read
    boolean looks = several && !unit.mayWrite();
    looks |= unit.statements().stream().anyMatch(Classification::isRead);
    mixes |= now && several;
    reads |= now && looks;
    endsByItself |= unit.endsAndGoesOn();
    strongTransaction |= now && onPrimary && !unit.isRead();
    concerns |= now || (onPrimary && effects.mayHaveWritten() && (strong || strongTransaction));
    // a procedure may have more to tell than how it ended, and somebody may wait for that
    boolean tells = unit.statements().stream().anyMatch(Classification::changesSession);
    keeping = concerns && (reads || mixes || !tells);
    if (!keeping) {
      kept.showAll();
    }
  }

  /** A statement has ended. */
  void completed(String tag) {
    committed |= tag.startsWith("COMMIT");
    rolledBack = tag.startsWith("ROLLBACK"); // what follows it may be kept
  }

  /** The unit has failed. */
  void failed() {
    failed = true;
  }

  // ---- what is kept

  /** Keeps messages, or lets them pass. Taken over. */
  void reply(ByteBuf messages) {
    if (failure != null && tellsBesides()) {
      kept.dropAnswers(messages);
    } else if (failure != null) {
      messages.release();
    } else if (keeping) {
      kept.add(messages);
    } else {
      output.write(messages);
    }
  }

  /** Whether no more should come for now. */
  boolean isFull() {
    return kept.isFull();
  }

  /** Whether nothing that was said was shown, so that all may be taken back. */
  boolean keepsAll() {
    return concerns && !piecesShown;
  }

  /** Whether the client hears that the server is ready only once all is confirmed. */
  boolean isNeeded() {
    return concerns;
  }

  /** Whether something is being asked, for which the next unit has to wait. */
  boolean isAsking() {
    return asking != null;
  }

  /** Whether the server has answered all, of which it is asked whether it may be shown. */
  boolean isAtEnd() {
    return asking != null && ending;
  }

  /** Whether of what was shown last a part is missing. */
  boolean isTorn() {
    return concerns && torn;
  }

  /**
   * The server can be asked no more. Shows why it failed where nothing has to be confirmed for
   * that.
   *
   * @param came whether a part of what came last is missing
   * @return whether the same is true of what was shown last
   */
  boolean lost(boolean came) {
    boolean cut = keeping ? torn : came;
    if (keeping && failed && !reads && !mixes && !committed && !endsByItself) {
      kept.showAll();
    } else if (keeping) {
      output.toldNothing();
    }
    drop();
    return cut;
  }

  /** Nothing that is kept is ever shown, and nothing more is kept. */
  void drop() {
    beginsAnew();
    asking = null;
    failure = null;
    keeping = false;
    concerns = false;
    kept.drop();
  }

  /** None of it is shown; a client whose session goes on is told what is no answer. */
  private void forgetAnswers() {
    if (tellsBesides()) {
      kept.dropAnswers();
    } else {
      kept.drop();
    }
  }

  private boolean tellsBesides() {
    return !torn && !gone; // else whatever is said now would be taken for the rest of a row
  }

  // ---- asking

  /**
   * Shows what came so far, once it is confirmed, if there is no room for more, the client waits
   * for it, or nothing more comes for a while. What is not confirmed is not shown, nor is what
   * follows; a client that waits is told so, and goes.
   *
   * @param then told of the one or the other
   */
  void piece(Backend on, Route at, boolean awaited, Runnable then) {
    if (!keeping || asking != null || failure != null || kept.isEmpty()) {
      return;
    }
    if (!awaited && !late && !isFull()) {
      if (!timed) {
        timed = true;
        int unit = units;
        output.onLoop(LONGEST_MILLIS, () -> comesLate(unit, on, at, then));
      }
      return;
    }
    late = false;
    boolean within = on.isWithinMessage();
    int many = kept.size();
    Consumer<@Nullable SQLException> answered =
        why -> {
          if (why == null) {
            piecesShown = true;
            torn = within;
            kept.show(many);
          } else {
            failure = why;
            gone = awaited;
            forgetAnswers();
            if (awaited) {
              output.fatal(ClientOutput.state(why), String.valueOf(why.getMessage()));
            }
          }
          then.run();
        };
    boolean acknowledges = committed && at.role() == Role.PRIMARY && (strong || strongTransaction);
    if (reads || mixes || acknowledges) {
      ending = false;
      ask(on, at, acknowledges, answered);
    } else {
      answered.accept(null);
    }
  }

  private void comesLate(int unit, Backend on, Route at, Runnable then) {
    if (unit != units) {
      return;
    }
    timed = false;
    late = true;
    piece(on, at, false, then);
  }

  /**
   * The server has answered all. Goes on with null once what is kept was shown, else with why none
   * of it will be.
   *
   * @param wrote whether something may have been written before
   * @param ended whether no transaction is open
   */
  void end(
      Backend on, Route at, boolean wrote, boolean ended, Consumer<@Nullable SQLException> then) {
    boolean undone = (failed || rolledBack) && !committed && !endsByItself;
    boolean stays = (ended || committed) && !undone;
    boolean writes = wrote && stays && (strong || strongTransaction);
    strongTransaction &= !ended;
    if (!concerns) {
      then.accept(null);
    } else if (failure != null) {
      then.accept(writes ? Unconfirmed.write(on.node(), failure) : failure);
    } else if (reads || mixes || writes || (acts && stays)) {
      ending = true;
      ask(on, at, writes, why -> ended(why, then));
    } else {
      ended(null, then);
    }
  }

  private void ended(@Nullable SQLException why, Consumer<@Nullable SQLException> then) {
    if (why == null) {
      attempts = 0;
      kept.showAll();
      drop();
    } else {
      forgetAnswers();
    }
    then.accept(why);
  }

  /** Whether a read that was not confirmed may be tried once more. */
  boolean mayBeTriedAgain() {
    attempts++;
    boolean may = keepsAll() && attempts < MOST_ATTEMPTS;
    attempts = may ? attempts : 0;
    return may;
  }

  private void ask(Backend on, Route at, boolean wrote, Consumer<@Nullable SQLException> then) {
    StrongPath.Index covered = index;
    Session session = binding.now().session();
    long endedAt = cluster.ticker().read();
    Object question = new Object();
    asking = question;
    waiting.execute(
        () -> {
          SQLException why = null;
          try {
            if (at.role() == Role.REPLICA) {
              path.confirmOfReplica(covered, on, endedAt);
            } else {
              path.confirmOfPrimary(on, session, wrote, endedAt);
            }
          } catch (SQLException e) {
            why = e;
          } catch (RuntimeException | Error e) {
            why = new SQLException(e);
          }
          SQLException answer = why;
          output.onLoop(() -> answered(question, answer, then));
        });
  }

  @SuppressWarnings("ReferenceEquality") // another question is another one
  private void answered(
      Object question, @Nullable SQLException why, Consumer<@Nullable SQLException> then) {
    if (asking == question) {
      asking = null;
      then.accept(why);
    }
  }
}
